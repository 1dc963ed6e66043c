package dev.towline.sync;

import java.util.ArrayList;
import java.util.List;

/**
 * A compiled shell pattern over bytes: {@code ?} and {@code *} stop at a slash, {@code **} does not. Matching takes no
 * recursion, whatever the pattern.
 */
final class Wildcard {

    /** What the pattern says of one byte, or of a run of them. */
    private sealed interface Part {
        record Literal(int value) implements Part {}

        record OneOf(ByteClass bytes) implements Part {}

        /** Any number of bytes; slashes among them when {@code deep}. */
        record Run(boolean deep) implements Part {}

        /** Matches nothing: the pattern ends in the middle of a class or of an escape. */
        record Never() implements Part {}
    }

    private final Part[] parts;

    private Wildcard(List<Part> parts) {
        this.parts = parts.toArray(Part[]::new);
    }

    static Wildcard compile(byte[] pattern) {
        List<Part> parts = new ArrayList<>();
        for (PatternReader reader = new PatternReader(pattern); reader.more(); ) {
            int next = reader.next();
            switch (next) {
                case '\\' -> parts.add(reader.more() ? new Part.Literal(reader.next()) : new Part.Never());
                case '?' -> parts.add(new Part.OneOf(ByteClass.ANY));
                case '*' -> parts.add(new Part.Run(reader.skipAll('*') > 0));
                case '[' ->
                    parts.add(ByteClass.read(reader).<Part>map(Part.OneOf::new).orElseGet(Part.Never::new));
                default -> parts.add(new Part.Literal(next));
            }
        }
        return new Wildcard(parts);
    }

    /** Whether the pattern matches {@code text} from {@code start} to its end. */
    boolean matches(byte[] text, int start) {
        int at = start;
        int part = 0;
        Retry star = new Retry();
        Retry deep = new Retry();
        while (true) {
            if (part < parts.length && parts[part] instanceof Part.Run run) {
                part++;
                star.off();
                (run.deep() ? deep : star).set(part, at);
            } else if (part == parts.length && at == text.length) {
                return true;
            } else if (part < parts.length && at < text.length && accepts(parts[part], text[at] & 0xff)) {
                part++;
                at++;
            } else if (star.on() && star.at < text.length && text[star.at] != '/') {
                part = star.part;
                at = ++star.at;
            } else if (deep.on() && deep.at < text.length) {
                star.off();
                part = deep.part;
                at = ++deep.at;
            } else {
                return false;
            }
        }
    }

    private static boolean accepts(Part part, int value) {
        if (part instanceof Part.Literal literal) {
            return literal.value() == value;
        }
        return part instanceof Part.OneOf oneOf && value != '/' && oneOf.bytes().contains(value);
    }

    /** The last run of one kind: where it ends in the text so far, and the part behind it. */
    private static final class Retry {
        private int part = -1;
        private int at;

        void set(int partBehind, int end) {
            part = partBehind;
            at = end;
        }

        void off() {
            part = -1;
        }

        boolean on() {
            return part >= 0;
        }
    }
}
