package dev.towline.manifest;

import dev.towline.manifest.Node.Entry;
import dev.towline.manifest.Node.Mapping;
import dev.towline.manifest.Node.Scalar;
import dev.towline.manifest.Node.Sequence;
import dev.towline.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Makes one {@link Node} of YAML's parser events. Nothing is typed, no object is made by a tag, and what aliases add up
 * to is bounded before anything walks it. Not thread-safe, used once.
 */
final class Composer {

    private static final int DEEPEST = 20;
    /** Characters and nodes that aliases may add, four times the largest manifest. */
    private static final long MOST_EXPANSION = 4L * Manifest.MAX_BYTES;

    private static final Set<String> HARMLESS_TAGS =
            Set.of("!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq");

    /** What an alias stands for, how much it adds and how deep it goes. */
    private record Anchored(Node node, long size, int height) {}

    /** Ends composing: what follows cannot be made sense of. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
        private final int offset;
        private final String reason;

        Malformed(int offset, String reason) {
            super(reason, null, false, false);
            this.reason = reason;
            this.offset = offset;
        }
    }

    private final Templates templates;
    private final Problems problems;
    private final int[] offsets;
    private final ParserImpl parser;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private long size;
    private long expansion;
    private int deepest;

    private Composer(Templates templates, Problems problems) {
        this.templates = templates;
        this.problems = problems;
        this.offsets = templates.offsetsByCodePoint();
        this.parser = new ParserImpl(new StreamReader(templates.text()), new LoaderOptions());
    }

    /** The document's top mapping; empty when there is none, which is then among the problems. */
    static Optional<Mapping> compose(Templates templates, Problems problems) {
        try {
            return new Composer(templates, problems).document();
        } catch (Malformed e) {
            problems.error(e.offset, e.reason);
            return Optional.empty();
        }
    }

    private Optional<Mapping> document() throws Malformed {
        next();
        if (peek().is(Event.ID.StreamEnd)) {
            throw new Malformed(0, "the manifest is empty: it holds nothing but comments");
        }
        next();
        Node root = node(1);
        next();
        if (!peek().is(Event.ID.StreamEnd)) {
            problems.error(offset(peek()), "a manifest is one YAML document, and here begins a second");
        }
        if (root instanceof Mapping mapping) {
            return Optional.of(mapping);
        }
        boolean empty =
                root instanceof Scalar scalar && scalar.plain() && scalar.raw().isEmpty();
        throw new Malformed(
                root.offset(),
                empty ? "the manifest is empty" : "a manifest is a mapping of keys such as src and dest, this is not");
    }

    private Node node(int depth) throws Malformed {
        Event event = next();
        int at = offset(event);
        deepest = Math.max(deepest, depth);
        if (depth > DEEPEST) {
            throw new Malformed(at, "nested deeper than " + DEEPEST);
        }
        if (event instanceof AliasEvent alias) {
            return resolve(alias, depth, at);
        }
        Optional<String> anchor = Optional.ofNullable(((NodeEvent) event).getAnchor());
        anchor.ifPresent(name -> check(name, "an anchor", at));
        int outerDeepest = deepest;
        long before = size;
        deepest = depth;
        anchor.ifPresent(open::add);
        Node node = content(event, depth, at);
        anchor.ifPresent(name -> {
            open.remove(name);
            anchors.put(name, new Anchored(node, size - before, deepest - depth));
        });
        deepest = Math.max(deepest, outerDeepest);
        return node;
    }

    private Node content(Event event, int depth, int at) throws Malformed {
        if (event instanceof ScalarEvent scalar) {
            checkTag(scalar.getTag(), at);
            size += 1 + scalar.getValue().length();
            return new Scalar(at, scalar.getValue(), scalar.isPlain() && scalar.getTag() == null);
        }
        size++;
        checkTag(((CollectionStartEvent) event).getTag(), at);
        return event.is(Event.ID.SequenceStart) ? sequence(depth, at) : mapping(depth, at);
    }

    private Sequence sequence(int depth, int at) throws Malformed {
        List<Node> items = new ArrayList<>();
        while (!peek().is(Event.ID.SequenceEnd)) {
            items.add(node(depth + 1));
        }
        next();
        return new Sequence(at, items);
    }

    private Mapping mapping(int depth, int at) throws Malformed {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Mapping> merged = new ArrayList<>();
        boolean merges = false;
        while (!peek().is(Event.ID.MappingEnd)) {
            Node key = node(depth + 1);
            Node value = node(depth + 1);
            if (!(key instanceof Scalar name)) {
                problems.error(key.offset(), "a key is a word, not a list or a mapping");
            } else if (name.plain() && name.raw().equals("<<")) {
                if (merges) {
                    problems.error(name.offset(), "<< comes twice here: merge a list, <<: [*a, *b]");
                }
                merges = true;
                merged.addAll(toMerge(value));
            } else if (check(name.raw(), "a key", name.offset())
                    && entries.putIfAbsent(name.raw(), new Entry(name, value)) != null) {
                problems.error(name.offset(), "key " + Text.shown(name.raw()) + " comes twice");
            }
        }
        next();
        for (Mapping other : merged) {
            other.entries().forEach(entry -> entries.putIfAbsent(entry.key().raw(), entry));
        }
        return new Mapping(at, List.copyOf(entries.values()));
    }

    private List<Mapping> toMerge(Node value) {
        List<Mapping> mappings = new ArrayList<>();
        List<Node> nodes = value instanceof Sequence sequence ? sequence.items() : List.of(value);
        for (Node node : nodes) {
            if (node instanceof Mapping mapping) {
                mappings.add(mapping);
            } else {
                problems.error(node.offset(), "<< merges mappings, and this is none");
            }
        }
        return mappings;
    }

    private Node resolve(AliasEvent alias, int depth, int at) throws Malformed {
        String name = alias.getAnchor();
        if (open.contains(name)) {
            throw new Malformed(
                    at, "the alias *" + Text.shown(templates.asWritten(name)) + " stands inside its own anchor");
        }
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw new Malformed(at, "there is no anchor for the alias *" + Text.shown(templates.asWritten(name)));
        }
        size += anchored.size();
        expansion += anchored.size();
        deepest = Math.max(deepest, depth + anchored.height());
        if (expansion > MOST_EXPANSION) {
            throw new Malformed(at, "aliases expand the manifest beyond " + MOST_EXPANSION + " characters");
        }
        if (deepest > DEEPEST) {
            throw new Malformed(at, "nested deeper than " + DEEPEST + " by this alias");
        }
        return anchored.node();
    }

    private boolean check(String name, String what, int at) {
        if (templates.isTemplated(name)) {
            problems.error(at, "a template may stand in a value, not in " + what);
            return false;
        }
        return true;
    }

    private void checkTag(@Nullable String tag, int at) {
        if (tag != null && !HARMLESS_TAGS.contains(tag)) {
            problems.error(
                    at, "the tag " + Text.shown(templates.asWritten(tag)) + " is not allowed: a manifest has no types");
        }
    }

    private Event peek() throws Malformed {
        try {
            return parser.peekEvent();
        } catch (RuntimeException e) {
            throw malformed(e);
        }
    }

    private Event next() throws Malformed {
        try {
            return parser.getEvent();
        } catch (RuntimeException e) {
            throw malformed(e);
        }
    }

    /** Besides its own exceptions the scanner throws NumberFormatException and others on an escape that is cut. */
    private Malformed malformed(RuntimeException e) {
        if (!(e instanceof MarkedYAMLException marked) || marked.getProblem() == null) {
            return new Malformed(0, "this is not YAML, perhaps a quote is not closed or an escape is cut");
        }
        String context = marked.getContext() == null ? "" : marked.getContext() + ", ";
        String message = templates.asWritten(context + marked.getProblem());
        return new Malformed(
                marked.getProblemMark() == null ? 0 : offset(marked.getProblemMark()),
                templates.isTemplated(message)
                        ? "a template stands where YAML allows no value"
                        : "this is not YAML: " + Text.printable(message));
    }

    private int offset(Event event) {
        return offset(event.getStartMark());
    }

    private int offset(Mark mark) {
        return templates.sourceOffset(offsets[Math.min(mark.getIndex(), offsets.length - 1)]);
    }
}
