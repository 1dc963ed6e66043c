package dev.towline.trigger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands hints to one listener, one at a time, and none that begins after the end. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Trigger.class);

    private final ReentrantLock turn = new ReentrantLock();
    private final Consumer<Hint> listener;
    private final AtomicBoolean ended = new AtomicBoolean();

    Delivery(Consumer<Hint> listener) {
        this.listener = listener;
    }

    void give(Hint hint) {
        turn.lock();
        try {
            if (!ended.get()) {
                listener.accept(hint);
            }
        } catch (RuntimeException e) {
            LOG.error("the hint from {} was refused by who listens", hint, e);
        } finally {
            turn.unlock();
        }
    }

    /** Lets no further hint begin. Whether it was this call that ended it. */
    boolean end() {
        return !ended.getAndSet(true);
    }

    /** Waits for a hint that is being handed over, but not for ever: it began before the end. */
    void settle() {
        try {
            if (turn.tryLock(1, TimeUnit.SECONDS)) {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isEnded() {
        return ended.get();
    }
}
