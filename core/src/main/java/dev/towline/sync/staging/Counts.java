package dev.towline.sync.staging;

/** Bytes, counted while a tree is taken in. Read by other threads for progress. */
final class Counts {

    private volatile long written;
    private volatile long reused;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void written(long bytes) {
        written += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void reused(long bytes) {
        reused += bytes;
    }

    long written() {
        return written;
    }

    long reused() {
        return reused;
    }
}
