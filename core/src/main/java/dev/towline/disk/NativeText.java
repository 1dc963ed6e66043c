package dev.towline.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Text on its way to the operating system: names of files, commands, variables. The JVM encodes it by its locale and
 * puts {@code ?} for what that cannot express, which a shell then expands: {@code rm g/日} removes {@code g/x}. So text is
 * checked first. Immutable.
 */
public final class NativeText {

    private final Charset names;
    private final Charset commands;

    private NativeText(Charset names, Charset commands) {
        this.names = names;
        this.commands = commands;
    }

    /** Text for a system whose names and commands are encoded in {@code charset}. */
    public static NativeText of(Charset charset) {
        return new NativeText(charset, charset);
    }

    /** Text for a system whose file names are encoded in one charset and commands and variables in another. */
    static NativeText of(Charset names, Charset commands) {
        return new NativeText(names, commands);
    }

    /**
     * Text for the system that this JVM runs on. File names are encoded in {@code sun.jnu.encoding}; up to JDK 17
     * commands are encoded in the default charset, so that there both have to agree.
     */
    public static NativeText ofThisJvm() {
        Charset names = named(System.getProperty("sun.jnu.encoding", ""));
        return of(names, Runtime.version().feature() < 18 ? Charset.defaultCharset() : names);
    }

    private static Charset named(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.US_ASCII;
        }
    }

    /** The first character of {@code text} that would arrive as another one, as {@code U+65E5}; empty when none would. */
    public Optional<String> inexpressible(String text) {
        return text.codePoints()
                .filter(point -> !arrives(Character.toString(point)))
                .mapToObj(point -> "U+%04X".formatted(point))
                .findFirst();
    }

    /**
     * Passes when {@code text} reaches the operating system as it is.
     *
     * @param what what the text is, for the message, which shows no more of the text than the character
     * @throws IOException when it does not, with the remedy
     */
    public void require(String what, String text) throws IOException {
        Optional<String> lost = inexpressible(text);
        if (lost.isPresent()) {
            throw new IOException(
                    "%s has the character %s, which this JVM cannot pass on: its locale encodes text as %s; "
                                    .formatted(what, lost.get(), this)
                            + "start it with LC_ALL=C.UTF-8");
        }
    }

    private boolean arrives(String character) {
        if (character.codePointAt(0) < 0x80) {
            return true;
        }
        Optional<ByteBuffer> name = bytes(names, character);
        return name.isPresent() && name.equals(bytes(commands, character));
    }

    private static Optional<ByteBuffer> bytes(Charset charset, String character) {
        try {
            return Optional.of(charset.newEncoder().encode(CharBuffer.wrap(character)));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return names.equals(commands) ? names.name() : names + " in names but " + commands + " in commands";
    }
}
