package dev.towline.consul;

/** Lets a few questions pass at once and then one every two seconds: a token bucket. Used by one thread. */
final class Pace {

    private static final int BURST = 5;
    private static final long EVERY_NANOS = 2_000_000_000L;

    /** When the bucket would be full again. */
    private long full = System.nanoTime();

    /** Takes a token, waiting for it where there is none. */
    void await() throws InterruptedException {
        long now = System.nanoTime();
        full = Math.max(full - now, 0) + now + EVERY_NANOS;
        long late = full - now - BURST * EVERY_NANOS;
        if (late > 0) {
            Thread.sleep(late / 1_000_000, (int) (late % 1_000_000));
        }
    }
}
