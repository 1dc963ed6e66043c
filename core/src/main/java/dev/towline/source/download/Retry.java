package dev.towline.source.download;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often to try, and how long to wait in between.
 *
 * @param attempts how many connections in a row may fail before the download does, at least 1. One that brought at
 *     least 64 KiB begins a new row: a long download may be cut many times.
 * @param firstWait the longest wait after the first failure; it doubles with each further one, and the wait itself is drawn
 *     evenly between nothing and that, so that a thousand hosts do not come back in step
 * @param longestWait what the doubling stops at
 */
public record Retry(int attempts, Duration firstWait, Duration longestWait) {

    /** Three attempts, waiting up to 1, 2, 4 ... 30 seconds. */
    public static final Retry DEFAULT = new Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** The longest wait that a source may ask for. */
    static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

    /** How many bytes a connection must bring to count as progress. */
    static final long PROGRESS = 64 * 1024;

    public Retry {
        if (attempts < 1 || firstWait.isNegative() || longestWait.isNegative()) {
            throw new IllegalArgumentException("not a way to retry: " + attempts + " attempts, waiting " + firstWait
                    + " up to " + longestWait + "; at least one attempt, no negative wait");
        }
    }

    /** The wait after the {@code failures}th failure in a row, which is at least 1. */
    Duration pause(int failures, RandomGenerator random) {
        long cap = longestWait.toNanos();
        long longest = firstWait.toNanos();
        for (int i = 1; i < failures && longest < cap; i++) {
            longest *= 2;
        }
        longest = Math.min(longest, cap);
        return Duration.ofNanos(longest == 0 ? 0 : random.nextLong(longest + 1));
    }
}
