package dev.towline.consul;

import dev.towline.trigger.Hint;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Triggers;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A trigger that hears, through a blocking query, when the pointer in a Consul key is there for the first time and when it
 * changes. Immutable: each method below returns a changed copy. Each start has a query of its own.
 *
 * <p>A pointer whose serial went down without saying {@code rollback}, as after a snapshot was restored, is not followed;
 * that, like a value that is no pointer, is {@linkplain Subscription#trouble() trouble}.
 */
public final class KeyTrigger implements Trigger {

    private final Consul consul;
    private final String key;
    private final boolean stale;
    private final Duration wait;

    KeyTrigger(Consul consul, String key) {
        this(consul, ConsulPointer.requireKey(key), false, QueryLoop.WAIT);
    }

    private KeyTrigger(Consul consul, String key, boolean stale, Duration wait) {
        this.consul = consul;
        this.key = key;
        this.stale = stale;
        this.wait = wait;
    }

    /** Lets any server answer, also without a leader: less load, and perhaps an old value for a moment. */
    public KeyTrigger stale() {
        return new KeyTrigger(consul, key, true, wait);
    }

    /** Asks again after {@code wait} without a change, 1 s to 10 min; 55 s unless told, which proxies let pass. */
    public KeyTrigger asking(Duration wait) {
        return new KeyTrigger(consul, key, stale, QueryLoop.requireWait(wait));
    }

    @Override
    public Subscription start(Consumer<Hint> hints) {
        return Triggers.looping(
                        "consul key " + key, new QueryLoop(hearing -> new KeyQuery(consul, key, stale, wait, hearing)))
                .start(hints);
    }
}
