package dev.towline.hook;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Turns bytes that a command prints into lines fit for a log: UTF-8 with what is not UTF-8 replaced, control and
 * direction-changing characters escaped, lines cut at {@value #LONGEST} characters.
 */
final class OutputLines {

    static final int LONGEST = 8192;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final CharBuffer characters = CharBuffer.allocate(4096);
    private final StringBuilder line = new StringBuilder();
    private final Consumer<String> told;
    private ByteBuffer undecoded = ByteBuffer.allocate(0);

    OutputLines(Consumer<String> told) {
        this.told = told;
    }

    void accept(byte[] bytes, int offset, int length) {
        ByteBuffer input = ByteBuffer.allocate(undecoded.remaining() + length);
        input.put(undecoded).put(bytes, offset, length).flip();
        decode(input, false);
        undecoded = input;
    }

    /** Tells what is left of a line without an end. */
    void end() {
        decode(undecoded, true);
        while (decoder.flush(characters).isOverflow()) {
            drain();
        }
        drain();
        decoder.reset();
        undecoded = ByteBuffer.allocate(0);
        if (!line.isEmpty()) {
            tell();
        }
    }

    private void decode(ByteBuffer input, boolean last) {
        while (decoder.decode(input, characters, last).isOverflow()) {
            drain();
        }
        drain();
    }

    private void drain() {
        characters.flip();
        while (characters.hasRemaining()) {
            add(characters.get());
        }
        characters.clear();
    }

    private void add(char c) {
        if (c == '\n') {
            tell();
            return;
        }
        if (line.length() >= LONGEST && !Character.isLowSurrogate(c)) {
            tell();
        }
        if (isHarmless(c)) {
            line.append(c);
        } else if (c == '\r') {
            line.append("\\r");
        } else {
            line.append(c < 0x100 ? "\\x%02x".formatted((int) c) : "\\u%04x".formatted((int) c));
        }
    }

    private static boolean isHarmless(char c) {
        return (c >= ' ' && c < 0x7f)
                || c == '\t'
                || (c >= 0xa0
                        && Character.getType(c) != Character.FORMAT
                        && Character.getType(c) != Character.LINE_SEPARATOR
                        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR);
    }

    private void tell() {
        String text = line.toString();
        line.setLength(0);
        told.accept(text);
    }
}
