package dev.towline.sync;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The bytes that a character class such as {@code [!a-z_[:digit:]]} stands for. POSIX names mean ASCII. */
final class ByteClass {

    static final ByteClass ANY = new ByteClass(new BitSet(), true);

    private final BitSet bytes;
    private final boolean negated;

    private ByteClass(BitSet bytes, boolean negated) {
        this.bytes = bytes;
        this.negated = negated;
    }

    boolean contains(int value) {
        return bytes.get(value) != negated;
    }

    /** Reads a class, its opening bracket being read already; empty when it does not end or names no POSIX class. */
    static Optional<ByteClass> read(PatternReader reader) {
        boolean negated = reader.peek(0) == '!' || reader.peek(0) == '^';
        if (negated) {
            reader.skip(1);
        }
        BitSet bytes = new BitSet();
        int previous = -1; // where a range could begin
        boolean first = true;
        while (first || reader.peek(0) != ']') {
            first = false;
            if (!reader.more()) {
                return Optional.empty();
            }
            int value = reader.next();
            if (value == '-' && previous >= 0 && reader.more() && reader.peek(0) != ']') {
                int last = escaped(reader.next(), reader);
                if (last < 0) {
                    return Optional.empty();
                }
                bytes.set(previous, Math.max(previous, last + 1));
                previous = -1;
            } else if (value == '[' && reader.peek(0) == ':') {
                int length = lengthOfName(reader);
                if (length < 0) {
                    bytes.set('[');
                    previous = '[';
                } else if (addNamed(nameOf(reader, length), bytes)) {
                    previous = -1;
                } else {
                    return Optional.empty();
                }
            } else {
                previous = escaped(value, reader);
                if (previous < 0) {
                    return Optional.empty();
                }
                bytes.set(previous);
            }
        }
        reader.skip(1);
        return Optional.of(new ByteClass(bytes, negated));
    }

    /** The byte meant: {@code value}, or the next one where that is a backslash; -1 when there is none. */
    private static int escaped(int value, PatternReader reader) {
        if (value != '\\') {
            return value;
        }
        return reader.more() ? reader.next() : -1;
    }

    /** How long the name between {@code :} and {@code :]} is; -1 when the next bracket closes no name. */
    private static int lengthOfName(PatternReader reader) {
        int bracket = 1;
        while (reader.peek(bracket) >= 0 && reader.peek(bracket) != ']') {
            bracket++;
        }
        return bracket >= 2 && reader.peek(bracket - 1) == ':' ? bracket - 2 : -1;
    }

    private static String nameOf(PatternReader reader, int length) {
        StringBuilder name = new StringBuilder();
        reader.skip(1);
        for (int i = 0; i < length; i++) {
            name.append((char) reader.next());
        }
        reader.skip(2);
        return name.toString();
    }

    private static boolean addNamed(String name, BitSet bytes) {
        BitSet members = IntStream.range(0, 0x80).filter(named(name)).collect(BitSet::new, BitSet::set, BitSet::or);
        bytes.or(members);
        return !members.isEmpty();
    }

    private static IntPredicate named(String name) {
        return switch (name) {
            case "alnum" -> c -> isLetter(c) || isDigit(c);
            case "alpha" -> ByteClass::isLetter;
            case "blank" -> c -> c == ' ' || c == '\t';
            case "cntrl" -> c -> c < ' ' || c == 0x7f;
            case "digit" -> ByteClass::isDigit;
            case "graph" -> c -> c > ' ' && c < 0x7f;
            case "lower" -> c -> c >= 'a' && c <= 'z';
            case "print" -> c -> c >= ' ' && c < 0x7f;
            case "punct" -> c -> c > ' ' && c < 0x7f && !isLetter(c) && !isDigit(c);
            case "space" -> c -> c == ' ' || (c >= '\t' && c <= '\r');
            case "upper" -> c -> c >= 'A' && c <= 'Z';
            case "xdigit" -> c -> isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
            default -> c -> false;
        };
    }

    private static boolean isLetter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
