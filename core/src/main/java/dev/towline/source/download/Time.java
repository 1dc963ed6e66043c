package dev.towline.source.download;

import java.time.Duration;

/** Time as downloads use it: a clock that only goes forward, and waiting. */
public interface Time {

    /** The machine's own. */
    Time SYSTEM = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        }
    };

    /** As {@link System#nanoTime()}: only differences mean something. */
    long nanos();

    void pause(Duration duration) throws InterruptedException;
}
