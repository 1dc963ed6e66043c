package dev.towline.source.download;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Counts failures in a row, and says how long to wait after each. */
final class Attempts {

    private final Retry retry;
    private final RandomGenerator random;
    private int failures;
    private long progress;

    Attempts(Retry retry, RandomGenerator random) {
        this.retry = retry;
        this.random = random;
    }

    void progress(int bytes) {
        progress += bytes;
    }

    int inARow() {
        return failures;
    }

    /** How long to wait, at least what the source {@code asked} for within reason; empty when attempts are used up. */
    Optional<Duration> afterFailure(Duration asked) {
        failures = progress >= Retry.PROGRESS ? 1 : failures + 1;
        progress = 0;
        if (failures >= retry.attempts()) {
            return Optional.empty();
        }
        Duration own = retry.pause(failures, random);
        Duration theirs = asked.compareTo(Retry.LONGEST_ASKED) > 0 ? Retry.LONGEST_ASKED : asked;
        return Optional.of(theirs.compareTo(own) > 0 ? theirs : own);
    }
}
