package dev.towline.trust;

import dev.towline.text.Spelling;
import dev.towline.text.Text;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a policy from YAML: one mapping of texts and lists of texts, each key a method of {@link Trust}. */
final class PolicyFile {

    /** What a key of the file says about a trust. */
    @FunctionalInterface
    private interface Rule {
        Trust said(Trust trust, List<String> values);
    }

    /** Whether a key takes one text or a list of them. */
    private record Key(boolean list, Rule rule) {}

    /** In the order in which they are applied. */
    private static final Map<String, Key> RULES = rules();

    private static final String KEYS = "keys";
    private static final String UNSIGNED = "unsigned";

    private final Path file;
    private final Map<String, Node> values = new LinkedHashMap<>();

    private PolicyFile(Path file) {
        this.file = file;
    }

    static Trust read(Path file) throws IOException {
        PolicyFile policy = new PolicyFile(file);
        policy.parse(OwnedFile.read("policy", file));
        return policy.trust();
    }

    private static Map<String, Key> rules() {
        Map<String, Key> rules = new LinkedHashMap<>();
        rules.put("threshold", one((trust, text) -> trust.threshold((int) number(text, Integer.MAX_VALUE))));
        rules.put("deployment", one(Trust::deployment));
        rules.put("require", many((trust, words) -> trust.requiring(required(words))));
        rules.put("manifest-prefix", many((trust, urls) -> trust.manifestPrefixes(array(urls))));
        rules.put("source-prefix", many((trust, urls) -> trust.sourcePrefixes(array(urls))));
        rules.put("dest-prefix", many((trust, paths) -> trust.destPrefixes(array(paths))));
        rules.put("private-addresses", one((trust, text) -> flag(text) ? trust : trust.refusingPrivateAddresses()));
        rules.put("run-hooks", one((trust, text) -> flag(text) ? trust : trust.forbiddingHooks()));
        rules.put("legacy-digests", one((trust, text) -> flag(text) ? trust.allowingLegacyDigests() : trust));
        rules.put("max-artifact", one((trust, text) -> trust.largestArtifact(number(text, Long.MAX_VALUE))));
        rules.put("template-variables", many((trust, names) -> trust.templateVariables(array(names))));
        rules.put("owner", one((trust, text) -> trust.owner(OwnerPolicy.parse(text))));
        rules.put(
                "manifest-owners",
                many((trust, owners) -> trust.manifestOwners(
                        owners.stream().map(OwnerPolicy::parse).toArray(OwnerPolicy[]::new))));
        return rules;
    }

    /** A rule of one text. */
    @FunctionalInterface
    private interface TextRule {
        Trust said(Trust trust, String text);
    }

    private static Key one(TextRule rule) {
        return new Key(false, (trust, values) -> rule.said(trust, values.get(0)));
    }

    private static Key many(Rule rule) {
        return new Key(true, rule);
    }

    private void parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        Node root;
        try {
            root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            throw problem(e.getProblemMark(), "this is not YAML: " + Text.printable(String.valueOf(e.getProblem())));
        } catch (YAMLException e) {
            throw new IllegalArgumentException(
                    "policy " + file + " is not YAML: " + Text.printable(String.valueOf(e.getMessage())), e);
        }
        if (!(root instanceof MappingNode mapping)) {
            throw new IllegalArgumentException("policy " + file + " is no mapping of keys such as keys: [release.pub]");
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = text(entry.getKeyNode());
            if (!key.equals(KEYS) && !key.equals(UNSIGNED) && !RULES.containsKey(key)) {
                throw problem(entry.getKeyNode().getStartMark(), "unknown key " + Text.shown(key) + hint(key));
            }
            if (values.put(key, entry.getValueNode()) != null) {
                throw problem(entry.getKeyNode().getStartMark(), "key " + key + " comes twice");
            }
        }
    }

    private static String hint(String key) {
        TreeSet<String> known = new TreeSet<>(RULES.keySet());
        known.add(KEYS);
        known.add(UNSIGNED);
        return Spelling.hint(key, known);
    }

    private Trust trust() throws IOException {
        Trust trust = whom();
        for (Map.Entry<String, Key> each : RULES.entrySet()) {
            Node value = values.get(each.getKey());
            if (value != null) {
                trust = apply(each.getKey(), each.getValue(), trust, value);
            }
        }
        return trust;
    }

    private Trust whom() throws IOException {
        Node keys = values.get(KEYS);
        Node unsigned = values.get(UNSIGNED);
        boolean anybody = unsigned != null && isTrue(unsigned);
        if ((keys == null) != anybody) {
            throw new IllegalArgumentException(
                    "policy " + file + " must say whom to believe: either keys, a list of files, or unsigned: true");
        }
        if (keys == null) {
            return Trust.unsigned();
        }
        Path directory = file.toAbsolutePath().getParent();
        List<Path> files = new ArrayList<>();
        for (String name : list(keys)) {
            files.add(directory == null ? Path.of(name) : directory.resolve(name));
        }
        try {
            return Trust.signedBy(files.toArray(Path[]::new));
        } catch (IllegalArgumentException e) {
            throw problem(keys, KEYS, e);
        }
    }

    private boolean isTrue(Node value) {
        try {
            return flag(text(value));
        } catch (IllegalArgumentException e) {
            throw problem(value, UNSIGNED, e);
        }
    }

    private Trust apply(String name, Key key, Trust trust, Node value) {
        List<String> texts = key.list() ? list(value) : List.of(text(value));
        try {
            return key.rule().said(trust, texts);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw problem(value, name, e);
        }
    }

    private List<String> list(Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            throw problem(node.getStartMark(), "this is a list: write [ ] around it, or \"- \" before each item");
        }
        List<String> texts = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            texts.add(text(item));
        }
        return texts;
    }

    private String text(Node node) {
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
            throw problem(node.getStartMark(), "this is a text, and neither empty nor a list or a mapping");
        }
        return scalar.getValue();
    }

    private IllegalArgumentException problem(Node value, String key, RuntimeException cause) {
        IllegalArgumentException problem = problem(value.getStartMark(), key + ": " + cause.getMessage());
        problem.initCause(cause);
        return problem;
    }

    private IllegalArgumentException problem(@Nullable Mark mark, String message) {
        String place = mark == null ? "" : " line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ":";
        return new IllegalArgumentException("policy " + file + place + " " + message);
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(Text.shown(text) + " is neither true nor false");
        }
        return text.equals("true");
    }

    private static long number(String text, long most) {
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(Text.shown(text) + " is no whole number up to " + most);
        }
        return Long.parseLong(text);
    }

    private static Trust.Required[] required(List<String> words) {
        return words.stream().map(PolicyFile::required).toArray(Trust.Required[]::new);
    }

    private static Trust.Required required(String word) {
        return switch (word) {
            case "deployment" -> Trust.Required.DEPLOYMENT;
            case "serial" -> Trust.Required.SERIAL;
            case "size" -> Trust.Required.SIZE;
            default ->
                throw new IllegalArgumentException(Text.shown(word) + " is none of deployment, serial and size"
                        + Spelling.hint(word, List.of("deployment", "serial", "size")));
        };
    }

    private static String[] array(List<String> texts) {
        return texts.toArray(String[]::new);
    }
}
