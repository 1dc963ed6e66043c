package dev.towline.source.download;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time in which waiting takes none: the clock jumps instead, and each wait is remembered. */
final class PausedTime implements Time {

    private final List<Duration> pauses = new ArrayList<>();
    private long now = 1_000;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void pause(Duration duration) {
        pauses.add(duration);
        now += duration.toNanos();
    }

    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
