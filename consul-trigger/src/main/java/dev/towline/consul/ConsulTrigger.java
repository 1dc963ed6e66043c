package dev.towline.consul;

/** Triggers that hear from Consul. */
public final class ConsulTrigger {

    private ConsulTrigger() {}

    /**
     * A trigger that hears the events called {@code name}.
     *
     * @throws IllegalArgumentException when it is not the name of an event
     */
    public static EventTrigger events(Consul consul, String name) {
        return new EventTrigger(consul, name);
    }

    /**
     * A trigger that hears when the pointer in {@code key} changes.
     *
     * @throws IllegalArgumentException when it is not a key that Consul takes
     */
    public static KeyTrigger key(Consul consul, String key) {
        return new KeyTrigger(consul, key);
    }
}
