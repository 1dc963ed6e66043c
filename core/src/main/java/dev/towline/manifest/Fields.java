package dev.towline.manifest;

import dev.towline.manifest.Node.Entry;
import dev.towline.manifest.Node.Mapping;
import dev.towline.manifest.Node.Scalar;
import dev.towline.manifest.Node.Sequence;
import dev.towline.text.Spelling;
import dev.towline.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The fields of one mapping: finds them, turns them into values, and adds what is wrong to the problems. */
final class Fields {

    private final int start;
    private final String prefix;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> nullable;
    private final Expansion expansion;
    private final Problems problems;

    /**
     * @param prefix what messages put before a key: empty, or {@code commands.}
     * @param nullable keys that may stand there without a value, as stretcher reads them
     */
    Fields(Mapping mapping, String prefix, Set<String> nullable, Expansion expansion, Problems problems) {
        this.start = mapping.offset();
        this.prefix = prefix;
        this.nullable = nullable;
        this.expansion = expansion;
        this.problems = problems;
        mapping.entries().forEach(entry -> entries.put(entry.key().raw(), entry));
    }

    /** Complains of every key but those of {@code known}, keys that begin with {@code x-} excepted. */
    void allowOnly(Set<String> known, Map<String, String> misplaced, ManifestOptions.UnknownKeys unknownKeys) {
        entries.forEach((key, entry) -> {
            if (known.contains(key) || key.startsWith("x-")) {
                return;
            }
            Optional<String> meant = Spelling.nearest(key, known).map(near -> prefix + near);
            Optional<String> hint = Optional.ofNullable(misplaced.get(key)).or(() -> meant);
            String message = "unknown key " + Text.shown(prefix + key)
                    + hint.map(near -> "; did you mean " + near + "?").orElse("");
            if (unknownKeys == ManifestOptions.UnknownKeys.WARN && meant.isEmpty()) {
                problems.warning(entry.key().offset(), message + " (ignored)");
            } else {
                problems.error(entry.key().offset(), message);
            }
        });
    }

    /** Whether the field is there and says something, be it wrong. */
    boolean has(String key) {
        return find(key).isPresent();
    }

    /** Whether the field is a text of no length, which in Go is none. */
    boolean isEmptyText(String key) {
        return find(key)
                .filter(Scalar.class::isInstance)
                .flatMap(value -> expansion.text((Scalar) value))
                .filter(String::isEmpty)
                .isPresent();
    }

    /** Where the field's key stands, or the mapping itself when it has no such key. */
    int offset(String key) {
        Entry entry = entries.get(key);
        return entry == null ? start : entry.key().offset();
    }

    <T> Optional<T> read(String key, Function<String, T> parser) {
        return scalar(key).flatMap(scalar -> convert(key, scalar, text -> parser.apply(text)));
    }

    /** The field as a scalar with a parser that wants to know how it was written. */
    Optional<Scalar> scalar(String key) {
        Optional<Node> value = find(key);
        if (value.isPresent() && !(value.get() instanceof Scalar)) {
            problems.error(value.get().offset(), prefix + key + " is a text or a number, not a list or a mapping");
        }
        return value.filter(Scalar.class::isInstance).map(Scalar.class::cast);
    }

    <T> Optional<T> convert(String key, Scalar scalar, Function<String, T> parser) {
        Optional<String> text = text(key, scalar);
        try {
            return text.map(parser);
        } catch (IllegalArgumentException e) {
            String shown = key.equals("src") ? "" : " " + Text.shown(expansion.asWritten(scalar));
            problems.error(scalar.offset(), prefix + key + shown + " " + e.getMessage());
            return Optional.empty();
        }
    }

    Optional<Fields> mapping(String key, Set<String> nullableInside) {
        Optional<Node> value = find(key);
        if (value.isPresent() && !(value.get() instanceof Mapping)) {
            problems.error(value.get().offset(), prefix + key + " is a mapping, not a text or a list");
        }
        return value.filter(Mapping.class::isInstance)
                .map(node -> new Fields((Mapping) node, prefix + key + ".", nullableInside, expansion, problems));
    }

    /** The texts of a list; items without a value are left out. */
    List<String> list(String key) {
        Optional<Node> value = find(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof Sequence sequence)) {
            problems.error(value.get().offset(), prefix + key + " is a list: write \"- \" before each item");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Node item : sequence.items()) {
            if (item instanceof Scalar scalar) {
                if (!expansion.isNull(scalar)) {
                    text(key, scalar).ifPresent(texts::add);
                }
            } else {
                boolean mapping = item instanceof Mapping;
                problems.error(
                        item.offset(),
                        prefix + key + " is a list of texts, and this item is a "
                                + (mapping ? "mapping: put the line in quotes, its \": \" made it one" : "list"));
            }
        }
        return texts;
    }

    /** The mapping's own keys and texts, in its order; a key without a value is an empty text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            if (key.isEmpty() || key.contains("=") || !canLeaveTheJvm(key)) {
                problems.error(entry.key().offset(), Text.shown(prefix + key) + " cannot be the name of a variable");
            } else if (entry.value() instanceof Scalar scalar) {
                (expansion.isNull(scalar) ? Optional.of("") : text(key, scalar))
                        .ifPresent(text -> texts.put(key, text));
            } else {
                problems.error(entry.value().offset(), prefix + key + " is a text, not a list or a mapping");
            }
        });
        return texts;
    }

    private Optional<String> text(String key, Scalar scalar) {
        Optional<String> text = expansion.text(scalar);
        if (text.isPresent() && !canLeaveTheJvm(text.get())) {
            problems.error(scalar.offset(), prefix + key + " holds a NUL or half a character");
            return Optional.empty();
        }
        return text;
    }

    /** No file name, command or variable can hold a NUL, nor half of a surrogate pair, which an escape can write. */
    private static boolean canLeaveTheJvm(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private Optional<Node> find(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        boolean saysNothing = expansion.isNull(entry.value());
        if (saysNothing && !nullable.contains(key)) {
            problems.error(entry.key().offset(), prefix + key + " has no value");
        }
        return saysNothing ? Optional.empty() : Optional.of(entry.value());
    }
}
