package dev.towline.journal;

import java.util.Optional;
import java.util.Properties;

/**
 * An entry that one holder at a time can have in this JVM. Entries are system properties: of all that a library can reach,
 * they alone are shared by every class loader that may have loaded this class.
 */
final class Registration implements AutoCloseable {

    private static final String PREFIX = "dev.towline.lock.";

    private final Properties registry;
    private final String name;

    private Registration(Properties registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    /** Takes the entry {@code name}; empty when somebody has it. */
    static Optional<Registration> of(String name) {
        Properties registry = System.getProperties(); // kept, because a program may put other ones in their place
        String entry = PREFIX + name;
        return registry.putIfAbsent(entry, "held") == null
                ? Optional.of(new Registration(registry, entry))
                : Optional.empty();
    }

    @Override
    public void close() {
        registry.remove(name);
    }
}
