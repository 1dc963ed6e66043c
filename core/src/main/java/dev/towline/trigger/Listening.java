package dev.towline.trigger;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on its thread. */
final class Listening implements Trigger.Subscription, TriggerLoop.Hearing {

    private static final Logger LOG = LoggerFactory.getLogger(Trigger.class);

    private final String name;
    private final Delivery delivery;
    private final Thread thread;
    private volatile @Nullable String trouble;

    private Listening(String name, TriggerLoop loop, Consumer<Hint> hints) {
        this.name = name;
        this.delivery = new Delivery(hints);
        this.thread = new Thread(() -> run(loop), "towline-" + name.replace(' ', '-'));
        thread.setDaemon(true);
    }

    static Listening begin(String name, TriggerLoop loop, Consumer<Hint> hints) {
        Listening listening = new Listening(name, loop, hints);
        listening.thread.start();
        return listening;
    }

    private void run(TriggerLoop loop) {
        try {
            loop.run(this);
        } catch (InterruptedException e) {
            if (!delivery.isEnded()) {
                trouble("was interrupted and hears nothing more");
            }
        } catch (RuntimeException e) {
            LOG.error("{} failed", name, e);
            trouble("failed and hears nothing more: " + e);
        }
    }

    @Override
    public void hint(Hint hint) {
        delivery.give(hint);
    }

    @Override
    public void trouble(String sentence) {
        if (!delivery.isEnded() && !sentence.equals(trouble)) {
            trouble = sentence;
            LOG.warn("{}: {}", name, sentence);
        }
    }

    @Override
    public void clear() {
        if (trouble != null) {
            trouble = null;
            LOG.info("{}: hears again", name);
        }
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        if (delivery.end()) {
            thread.interrupt();
        }
        delivery.settle();
    }
}
