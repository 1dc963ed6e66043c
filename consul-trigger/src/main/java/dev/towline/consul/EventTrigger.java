package dev.towline.consul;

import dev.towline.trigger.Hint;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A trigger that hears Consul's events of one name through a blocking query. Immutable: each method below returns a changed
 * copy. Each start has a query of its own.
 *
 * <p>No event is hinted twice. Of events that come together, and of one that comes after a later one, only the one fired
 * last is hinted. Events that are there at the start are old: they are not hinted, unless a
 * {@linkplain #remembering(Path) file} says that they came since the last time. The token needs
 * {@code event "NAME" {policy = "read"}}; Consul answers a token without it like a silent cluster, so that is asked for
 * separately and told as {@linkplain Subscription#trouble() trouble}.
 */
public final class EventTrigger implements Trigger {

    private final Consul consul;
    private final String name;
    private final Optional<Path> file;
    private final boolean latest;
    private final boolean each;
    private final Duration wait;

    EventTrigger(Consul consul, String name) {
        this(consul, ConsulEvents.requireName(name), Optional.empty(), false, false, QueryLoop.WAIT);
    }

    private EventTrigger(Consul consul, String name, Optional<Path> file, boolean latest, boolean each, Duration wait) {
        this.consul = consul;
        this.name = name;
        this.file = file;
        this.latest = latest;
        this.each = each;
        this.wait = wait;
    }

    /**
     * Remembers in {@code file} which events were hinted, so that a restart hints those that came meanwhile. Its directory
     * must exist; the file belongs to one subscription at a time. An event is remembered before it is hinted.
     */
    public EventTrigger remembering(Path file) {
        return new EventTrigger(consul, name, Optional.of(file), latest, each, wait);
    }

    /** Hints the latest event that is there at a start that remembers nothing. */
    public EventTrigger startingWithLatest() {
        return new EventTrigger(consul, name, file, true, each, wait);
    }

    /** Hints every event, oldest first: for a name that orders several deployments without pointers. */
    public EventTrigger hintingEach() {
        return new EventTrigger(consul, name, file, latest, true, wait);
    }

    /** Asks again after {@code wait} without an event, 1 s to 10 min; 55 s unless told, which proxies let pass. */
    public EventTrigger asking(Duration wait) {
        return new EventTrigger(consul, name, file, latest, each, QueryLoop.requireWait(wait));
    }

    @Override
    public Subscription start(Consumer<Hint> hints) {
        return Triggers.looping(
                        "consul event " + name,
                        new QueryLoop(hearing ->
                                new EventQuery(consul, name, wait, SeenEvents.in(file), latest, each, hearing)))
                .start(hints);
    }
}
