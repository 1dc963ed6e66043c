package dev.towline.manifest;

import java.util.Map;
import java.util.Objects;

/** How a manifest is read: which variables its templates see, and what an unknown key means. Immutable. */
public final class ManifestOptions {

    /** What a key that Towline does not know means. Keys that begin with {@code x-} are ignored either way. */
    public enum UnknownKeys {
        /** An error; the default. */
        ERROR,
        /**
         * A warning, as manifests written for stretcher may hold anything; still an error when the key is within two
         * edits of a known one, because then it is a typing mistake.
         */
        WARN
    }

    private static final ManifestOptions STRICT = new ManifestOptions(Map.of(), UnknownKeys.ERROR);

    private final Map<String, String> environment;
    private final UnknownKeys unknownKeys;

    private ManifestOptions(Map<String, String> environment, UnknownKeys unknownKeys) {
        this.environment = environment;
        this.unknownKeys = Objects.requireNonNull(unknownKeys);
    }

    /** Unknown keys are errors and templates see no variable at all. */
    public static ManifestOptions strict() {
        return STRICT;
    }

    /** The same options with these variables for templates, often {@link System#getenv()}; copied. */
    public ManifestOptions environment(Map<String, String> variables) {
        return new ManifestOptions(Map.copyOf(variables), unknownKeys);
    }

    /** The same options with another meaning of unknown keys. */
    public ManifestOptions unknownKeys(UnknownKeys meaning) {
        return new ManifestOptions(environment, meaning);
    }

    /** The variables that templates see. May hold secrets: never print it. */
    public Map<String, String> environment() {
        return environment;
    }

    /** What an unknown key means. */
    public UnknownKeys unknownKeys() {
        return unknownKeys;
    }
}
