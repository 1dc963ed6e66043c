package dev.towline.source.download;

import java.time.Duration;

/** A cap on bytes per second, shared by every download that was given it. Safe for use by several threads. */
public final class Bandwidth {

    /** How much of a pause may be made up for by going faster afterwards. */
    private static final long BURST = Duration.ofMillis(100).toNanos();

    private static final int CHUNK = 64 * 1024;

    private final long bytesPerSecond;
    private boolean used;
    private long free;

    private Bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** No cap. */
    public static Bandwidth unlimited() {
        return new Bandwidth(0);
    }

    /** At most {@code bytesPerSecond} together, at least 1. */
    public static Bandwidth of(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a bandwidth is at least 1 byte per second, not " + bytesPerSecond);
        }
        return new Bandwidth(bytesPerSecond);
    }

    /** How many bytes to read at once so that a small cap still flows. */
    int chunk() {
        return bytesPerSecond == 0 ? CHUNK : (int) Math.max(1024, Math.min(CHUNK, bytesPerSecond / 4));
    }

    /** Books {@code bytes} that just arrived and returns how many nanoseconds to wait before taking more. */
    synchronized long book(int bytes, long now) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        if (!used || free - now < -BURST) {
            free = used ? now - BURST : now;
            used = true;
        }
        free += (long) (bytes * 1e9 / bytesPerSecond);
        return Math.max(0, free - now);
    }
}
