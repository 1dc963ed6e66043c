package dev.towline.source.download;

/** Watches that a source brings enough bytes in the time it is waited for. */
final class Rate {

    private final long window;
    private final long wanted;
    private long waited;
    private long bytes;

    Rate(DownloadPolicy policy) {
        this.window = policy.rateWindow().toNanos();
        this.wanted = (long) (policy.minimumRate() * (window / 1e9));
    }

    void restart() {
        waited = 0;
        bytes = 0;
    }

    void waited(long nanos) {
        waited += nanos;
    }

    /** Counts {@code n} bytes that came after the waiting. */
    boolean isTooSlow(int n) {
        bytes += n;
        if (waited < window) {
            return false;
        }
        boolean tooSlow = bytes < wanted;
        restart();
        return tooSlow;
    }
}
