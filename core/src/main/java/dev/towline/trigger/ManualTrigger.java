package dev.towline.trigger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A trigger that a program pulls itself: from a webhook, a button, a test. Whoever listens at that moment gets the hint,
 * on the thread that pulls. Safe for use by several threads.
 */
public final class ManualTrigger implements Trigger {

    private final List<Delivery> listening = new CopyOnWriteArrayList<>();

    ManualTrigger() {}

    /** Hands {@code hint} to all who listen, and returns once they got it. */
    public void pull(Hint hint) {
        listening.forEach(delivery -> delivery.give(hint));
    }

    @Override
    public Subscription start(Consumer<Hint> hints) {
        Delivery delivery = new Delivery(hints);
        listening.add(delivery);
        return () -> {
            listening.remove(delivery);
            delivery.end();
            delivery.settle();
        };
    }
}
