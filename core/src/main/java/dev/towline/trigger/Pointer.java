package dev.towline.trigger;

import dev.towline.text.DeployId;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The desired state of a deployment: which manifest is wanted. As text it is one URL on a line, or a JSON object
 * {@code {"manifest":"s3://...","id":"...","serial":7,"rollback":true}} of which only {@code manifest} is needed. It is not
 * signed: the manifest is. Immutable; new wishes become new fields.
 */
public final class Pointer {

    /** The longest text of a pointer, in bytes. */
    public static final int LONGEST = 8 * 1024;

    private final URI manifest;
    private final Optional<String> id;
    private final OptionalLong serial;
    private final boolean rollback;

    private Pointer(URI manifest, Optional<String> id, OptionalLong serial, boolean rollback) {
        this.manifest = manifest;
        this.id = id;
        this.serial = serial;
        this.rollback = rollback;
    }

    /**
     * A pointer to {@code manifest}.
     *
     * @throws IllegalArgumentException when it is not an absolute address
     */
    public static Pointer to(URI manifest) {
        return new Pointer(Words.url(manifest.toString()), Optional.empty(), OptionalLong.empty(), false);
    }

    /**
     * Reads a pointer's text.
     *
     * @throws InvalidPointerException when it is none; the message says what is wrong and repeats no credentials
     */
    public static Pointer parse(byte[] text) throws InvalidPointerException {
        if (text.length > LONGEST) {
            throw new InvalidPointerException(
                    "a pointer has at most " + LONGEST + " bytes, this one has " + text.length);
        }
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new InvalidPointerException("a pointer is UTF-8 text, this is not");
        }
        if (decoded.isEmpty()) {
            throw new InvalidPointerException("the pointer is empty: write the manifest's URL");
        }
        try {
            return decoded.startsWith("{") ? PointerJson.read(decoded) : to(Words.url(decoded));
        } catch (IllegalArgumentException e) {
            throw new InvalidPointerException("no pointer: " + e.getMessage());
        }
    }

    /**
     * The same pointer for the deploy {@code id}. Writing the same manifest again with another id deploys it again.
     *
     * @throws IllegalArgumentException when it is not 1 to 128 letters, digits, dots, dashes and underscores
     */
    public Pointer withId(String id) {
        if (!DeployId.isValid(id)) {
            throw new IllegalArgumentException("a deploy id is " + DeployId.RULE);
        }
        return new Pointer(manifest, Optional.of(id), serial, rollback);
    }

    /**
     * The same pointer with its place in the order of pointers.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Pointer withSerial(long serial) {
        if (serial < 0) {
            throw new IllegalArgumentException("a serial is not negative: " + serial);
        }
        return new Pointer(manifest, id, OptionalLong.of(serial), rollback);
    }

    /** The same pointer, allowed to follow one with a higher serial. */
    public Pointer asRollback() {
        return new Pointer(manifest, id, serial, true);
    }

    /** The address of the wanted manifest. May hold credentials: print the pointer, not this. */
    public URI manifest() {
        return manifest;
    }

    /** What tells this deploy from others of the same manifest. */
    public Optional<String> id() {
        return id;
    }

    /** Its place in the order of pointers: a lower one does not follow a higher one. */
    public OptionalLong serial() {
        return serial;
    }

    /** Whether its serial may be lower than the one before. */
    public boolean isRollback() {
        return rollback;
    }

    /**
     * Whether this pointer may take the place of {@code earlier}: its serial is not lower, or it says rollback. No serial
     * counts as 0.
     */
    public boolean mayFollow(Pointer earlier) {
        return rollback || serial.orElse(0) >= earlier.serial.orElse(0);
    }

    /** The text that {@link #parse} reads, with a line end. Holds the whole address, credentials too. */
    public String text() {
        boolean plain = id.isEmpty() && serial.isEmpty() && !rollback;
        return (plain ? manifest.toString() : PointerJson.write(this)) + "\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pointer that
                && manifest.equals(that.manifest)
                && id.equals(that.id)
                && serial.equals(that.serial)
                && rollback == that.rollback;
    }

    @Override
    public int hashCode() {
        return Objects.hash(manifest, id, serial, rollback);
    }

    /** Everything, with the manifest's address as far as it is safe to print. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("to ").append(Words.printable(manifest));
        id.ifPresent(name -> text.append(", id ").append(name));
        serial.ifPresent(number -> text.append(", serial ").append(number));
        return text.append(rollback ? ", rollback" : "").toString();
    }
}
