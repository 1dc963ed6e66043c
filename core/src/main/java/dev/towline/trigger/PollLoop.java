package dev.towline.trigger;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Reads a pointer again and again. */
final class PollLoop implements TriggerLoop {

    private final PointerSource source;
    private final Duration interval;

    PollLoop(PointerSource source, Duration interval) {
        this.source = source;
        this.interval = interval;
    }

    @Override
    public void run(Hearing hearing) throws InterruptedException {
        PointerWatch watch = new PointerWatch("pointer " + source, hearing);
        while (!Thread.interrupted()) {
            look(watch, hearing);
            double share = 0.8 + ThreadLocalRandom.current().nextDouble(0.4);
            Thread.sleep(Math.max(1, (long) (interval.toMillis() * share)));
        }
    }

    private void look(PointerWatch watch, Hearing hearing) throws InterruptedException {
        try {
            watch.saw(source.read());
        } catch (IOException | RuntimeException e) {
            hearing.trouble(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
