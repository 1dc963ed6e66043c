package dev.towline.trust;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** The bytes of a manifest that {@link Trust} has admitted; nothing else can be parsed. Immutable. */
public final class Trusted {

    private final URI location;
    private final byte[] bytes;
    private final Optional<Set<String>> templateVariables;

    Trusted(URI location, byte[] bytes, Optional<Set<String>> templateVariables) {
        this.location = location;
        this.bytes = bytes.clone();
        this.templateVariables = templateVariables;
    }

    /** Where the bytes came from. May hold credentials: never print it unredacted. */
    public URI location() {
        return location;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The variables that the manifest's templates may name; empty means any. */
    public Optional<Set<String>> templateVariables() {
        return templateVariables;
    }
}
