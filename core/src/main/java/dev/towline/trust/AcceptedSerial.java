package dev.towline.trust;

import dev.towline.manifest.Manifest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of the manifest that was accepted last at a destination: its serial, that there was none, or nothing any
 * more. Immutable; equal when they say the same.
 */
public final class AcceptedSerial {

    private enum Knowledge {
        NONE,
        UNREADABLE,
        KNOWN
    }

    /** No manifest with a serial was accepted here before. */
    public static final AcceptedSerial NONE = new AcceptedSerial(Knowledge.NONE, 0, "", Instant.MIN);

    /** There was one, and the record of it cannot be read. */
    public static final AcceptedSerial UNREADABLE = new AcceptedSerial(Knowledge.UNREADABLE, 0, "", Instant.MIN);

    private final Knowledge knowledge;
    private final long serial;
    private final String digest;
    private final Instant at;

    private AcceptedSerial(Knowledge knowledge, long serial, String digest, Instant at) {
        this.knowledge = knowledge;
        this.serial = serial;
        this.digest = digest;
        this.at = at;
    }

    /**
     * A manifest that was accepted.
     *
     * @param digest {@link Manifest#digest()}: another manifest with the same serial has another
     * @param at when it was
     */
    public static AcceptedSerial of(long serial, String digest, Instant at) {
        return new AcceptedSerial(Knowledge.KNOWN, serial, Objects.requireNonNull(digest), Objects.requireNonNull(at));
    }

    /** What to remember of {@code manifest}, accepted now; empty when it has no serial. */
    public static Optional<AcceptedSerial> of(Manifest manifest, Instant now) {
        return manifest.serial().isPresent()
                ? Optional.of(of(manifest.serial().getAsLong(), manifest.digest(), now))
                : Optional.empty();
    }

    /** Whether there is a serial to compare with; where not, the three values below mean nothing. */
    public boolean isKnown() {
        return knowledge == Knowledge.KNOWN;
    }

    /** Whether there was a serial that nobody knows any more. */
    public boolean isUnreadable() {
        return knowledge == Knowledge.UNREADABLE;
    }

    public long serial() {
        return serial;
    }

    public String digest() {
        return digest;
    }

    public Instant at() {
        return at;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AcceptedSerial accepted
                && knowledge == accepted.knowledge
                && serial == accepted.serial
                && digest.equals(accepted.digest)
                && at.equals(accepted.at);
    }

    @Override
    public int hashCode() {
        return Objects.hash(knowledge, serial, digest, at);
    }

    @Override
    public String toString() {
        return switch (knowledge) {
            case NONE -> "none";
            case UNREADABLE -> "unreadable";
            case KNOWN -> serial + " of " + digest + " at " + at;
        };
    }
}
