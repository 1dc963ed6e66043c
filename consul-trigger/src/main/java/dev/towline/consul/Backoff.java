package dev.towline.consul;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait after failures in a row: drawn evenly between nothing and a limit that doubles, so that a thousand hosts
 * do not come back in step. A question that Consul refuses is asked again after 5 to 15 seconds. Used by one thread.
 */
final class Backoff {

    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 15_000;
    private static final long REFUSED_MILLIS = 5_000;
    private static final long LONGEST_ASKED_MILLIS = 60_000;

    private long limit = FIRST_MILLIS;

    void reset() {
        limit = FIRST_MILLIS;
    }

    Duration after(Exception failure) {
        long least = 0;
        if (failure instanceof ConsulException answered) {
            boolean refused = answered.status() >= 400 && answered.status() < 500 && answered.status() != 429;
            least = answered.retryAfter()
                    .map(asked -> Math.min(asked.toMillis(), LONGEST_ASKED_MILLIS))
                    .orElse(refused ? REFUSED_MILLIS : 0);
        }
        long most = Math.max(limit, least == REFUSED_MILLIS ? LONGEST_MILLIS : least + limit);
        limit = Math.min(limit * 2, LONGEST_MILLIS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(least, most + 1));
    }
}
