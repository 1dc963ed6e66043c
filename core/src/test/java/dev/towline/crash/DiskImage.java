package dev.towline.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Everything below one directory at one moment, in memory: nodes by their numbers, and names that lead to them. */
public final class DiskImage {

    /** The number of the directory itself. */
    static final int ROOT = 0;

    private final Map<Integer, Node> nodes;

    DiskImage(Map<Integer, Node> nodes) {
        this.nodes = Collections.unmodifiableMap(nodes);
    }

    /** What is below {@code directory} now. */
    public static DiskImage of(Path directory) throws IOException {
        return new DiskFiles(directory).read();
    }

    /** Replaces what is below {@code directory} by this. */
    public void writeTo(Path directory) throws IOException {
        new DiskFiles(directory).write(this);
    }

    Map<Integer, Node> nodes() {
        return nodes;
    }

    Node node(int number) {
        Node node = nodes.get(number);
        if (node == null) {
            throw new IllegalArgumentException("there is no node " + number);
        }
        return node;
    }

    Node.Directory directory(int number) {
        return (Node.Directory) node(number);
    }

    /** The number of what is at {@code path}, names joined by {@code /}; the empty path is the directory itself. */
    Optional<Integer> find(String path) {
        int at = ROOT;
        for (String name : path.isEmpty() ? new String[0] : path.split("/")) {
            if (!(node(at) instanceof Node.Directory directory)
                    || !directory.names().containsKey(name)) {
                return Optional.empty();
            }
            at = directory.names().get(name);
        }
        return Optional.of(at);
    }

    /** Whether there is anything at {@code path}. */
    public boolean has(String path) {
        return find(path).isPresent();
    }

    /** The text of the file at {@code path}; empty when that is no file. */
    public Optional<String> text(String path) {
        return find(path)
                .map(nodes::get)
                .filter(Node.File.class::isInstance)
                .map(file -> new String(((Node.File) file).content(), StandardCharsets.UTF_8));
    }

    /** Where the symbolic link at {@code path} points; empty when that is no link. */
    public Optional<String> link(String path) {
        return find(path).map(nodes::get).filter(Node.Link.class::isInstance).map(link -> ((Node.Link) link).target());
    }

    /** The names in the directory at {@code path}; none when that is no directory. */
    public List<String> list(String path) {
        return find(path)
                .map(nodes::get)
                .filter(Node.Directory.class::isInstance)
                .map(directory ->
                        List.copyOf(((Node.Directory) directory).names().keySet()))
                .orElse(List.of());
    }

    /**
     * What is at {@code path} and below it, by path from there, as one line each: type, mode, and content or target. Of
     * files and links the time, too: that of a directory follows from what happens in it.
     */
    public NavigableMap<String, String> tree(String path) {
        NavigableMap<String, String> lines = new TreeMap<>();
        find(path).ifPresent(number -> walk(".", number, lines));
        return lines;
    }

    private void walk(String path, int number, NavigableMap<String, String> lines) {
        Node node = node(number);
        lines.put(path, line(node));
        if (node instanceof Node.Directory directory) {
            directory.names().forEach((name, child) -> walk(path.equals(".") ? name : path + "/" + name, child, lines));
        }
    }

    private static String line(Node node) {
        String mode = Integer.toOctalString(node.mode());
        if (node instanceof Node.File file) {
            return "f " + mode + " " + time(node) + " " + show(file.content());
        }
        return node instanceof Node.Link link ? "l " + link.target() : "d " + mode;
    }

    private static Instant time(Node node) {
        return node.mtime().toInstant();
    }

    private static String show(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        boolean plain = text.length() <= 40 && text.chars().allMatch(c -> c >= ' ' && c < 127);
        return plain ? "\"" + text + "\"" : content.length + " bytes " + sha256(content);
    }

    private static String sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Arrays.stream(parts).forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Equal for images that nobody could tell apart: the same names, of which the same ones lead to one file. */
    String fingerprint() {
        List<String> lines = new ArrayList<>();
        fingerprint("", ROOT, new HashMap<>(), lines);
        return sha256(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private void fingerprint(String path, int number, Map<Integer, String> known, List<String> lines) {
        String first = known.putIfAbsent(number, path);
        lines.add(path + " " + (first == null ? line(node(number)) : "= " + first));
        if (first == null && node(number) instanceof Node.Directory directory) {
            directory.names().forEach((name, child) -> fingerprint(path + "/" + name, child, known, lines));
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        tree("").forEach((path, line) ->
                text.append(path).append("  ").append(line).append('\n'));
        return text.toString();
    }
}
