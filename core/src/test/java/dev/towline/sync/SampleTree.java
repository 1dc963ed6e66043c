package dev.towline.sync;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.towline.testkit.TarBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small tree for tests: random, written to disk, read back, compared. The root is the empty path. */
record SampleTree(NavigableMap<String, Node> nodes) {

    /** One entry; {@code text} is a file's content or what a link says. */
    record Node(TreeEntry.Type type, int mode, Instant mtime, String text) {

        static Node directory(int mode, Instant mtime) {
            return new Node(TreeEntry.Type.DIRECTORY, mode, mtime, "");
        }

        static Node file(String content, int mode, Instant mtime) {
            return new Node(TreeEntry.Type.FILE, mode, mtime, content);
        }

        /** JDK 17 sets a link's time to the microsecond only. */
        static Node symlink(String target, Instant mtime) {
            return new Node(TreeEntry.Type.SYMLINK, 0777, mtime.truncatedTo(ChronoUnit.MICROS), target);
        }

        boolean isDirectory() {
            return type == TreeEntry.Type.DIRECTORY;
        }

        Node at(Instant other) {
            return isDirectory() || type == TreeEntry.Type.FILE
                    ? new Node(type, mode, other, text)
                    : symlink(text, other);
        }

        Node withMode(int bits) {
            return type == TreeEntry.Type.SYMLINK ? this : new Node(type, bits, mtime, text);
        }
    }

    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "ab",
            "ba",
            "a.b",
            "b.o",
            "a b",
            "A1",
            "_",
            "-",
            "!x",
            "#h",
            "; c",
            "+ p",
            "[a]",
            "a*b",
            "a?",
            "a\\b",
            "]",
            "é",
            "日本",
            "日",
            "e\u0301",
            "\uD83D\uDE00",
            "...",
            "~",
            "keep",
            "log",
            "tmp",
            "%n",
            "\"q\"");
    private static final List<String> TARGETS = List.of("a", "../b", "nowhere", "../../b", ".", "日本", "a b");

    static SampleTree random(Random random, int entries) {
        SampleTree tree = new SampleTree(new TreeMap<>());
        tree.nodes.put("", Node.directory(0755, instant(random)));
        tree.grow(random, entries);
        return tree;
    }

    /** A tree that shares much with this one: entries changed, gone, of another type, and new ones. */
    SampleTree mutated(Random random) {
        SampleTree tree = new SampleTree(new TreeMap<>(nodes));
        for (String path : List.copyOf(nodes.keySet())) {
            Node node = tree.nodes.get(path);
            if (node == null || random.nextInt(10) < 5) {
                continue;
            }
            switch (random.nextInt(path.isEmpty() ? 3 : 6)) {
                case 0, 1 -> tree.nodes.put(path, node.at(instant(random)));
                case 2 -> tree.nodes.put(path, node.withMode(mode(random, node.isDirectory())));
                case 3 -> tree.remove(path);
                case 4 -> {
                    tree.remove(path);
                    tree.nodes.put(path, node(random));
                }
                default -> {
                    if (!node.isDirectory()) {
                        tree.nodes.put(path, sameTypeAs(node, random));
                    }
                }
            }
        }
        tree.grow(random, random.nextInt(6));
        return tree;
    }

    /** Without what the filter hides. */
    SampleTree without(PathFilter filter) {
        SampleTree tree = new SampleTree(new TreeMap<>(nodes));
        tree.nodes
                .entrySet()
                .removeIf(e -> filter.hides(e.getKey(), e.getValue().isDirectory()));
        return tree;
    }

    TreeIndex index() {
        return TreeIndex.of(nodes.entrySet().stream()
                .map(e -> entry(e.getKey(), e.getValue()))
                .toList());
    }

    private static TreeEntry entry(String path, Node node) {
        return switch (node.type) {
            case DIRECTORY -> TreeEntry.directory(path, node.mode, node.mtime, TreeEntry.Owner.UNKNOWN);
            case FILE -> TreeEntry.file(path, node.mode, node.mtime, TreeEntry.Owner.UNKNOWN, node.text.length());
            case SYMLINK -> TreeEntry.symlink(path, node.text, node.mtime, TreeEntry.Owner.UNKNOWN);
        };
    }

    /** Without setuid, setgid and sticky bits, which no archive brings. */
    SampleTree plain() {
        SampleTree tree = new SampleTree(new TreeMap<>());
        nodes.forEach((path, node) -> tree.nodes.put(path, node.withMode(node.mode & 0777)));
        return tree;
    }

    /** The tree as an archive. */
    byte[] archive() {
        TarBytes tar = TarBytes.tar();
        nodes.forEach((path, node) -> {
            String name = "./" + path;
            String mtime = node.mtime.getEpochSecond() + "." + String.format("%09d", node.mtime.getNano());
            tar.pax("path", name, "mtime", mtime);
            switch (node.type) {
                case DIRECTORY -> tar.dir("directory", node.mode);
                case FILE -> tar.file("file", node.mode, node.text.getBytes(StandardCharsets.UTF_8));
                case SYMLINK -> tar.symlink("link", node.text);
            }
        });
        return tar.end().bytes();
    }

    /** Writes the tree; {@code root} must not exist. */
    void write(Path root) throws IOException {
        for (var entry : nodes.entrySet()) {
            Path path = root.resolve(entry.getKey());
            Node node = entry.getValue();
            switch (node.type) {
                case DIRECTORY -> Files.createDirectory(path);
                case FILE -> Files.writeString(path, node.text);
                case SYMLINK -> Files.createSymbolicLink(path, Path.of(node.text));
            }
        }
        for (var entry : nodes.descendingMap().entrySet()) {
            dress(root.resolve(entry.getKey()), entry.getValue());
        }
    }

    private static void dress(Path path, Node node) throws IOException {
        if (node.type != TreeEntry.Type.SYMLINK) {
            Files.setAttribute(path, "unix:mode", node.mode, NOFOLLOW_LINKS);
        }
        Files.getFileAttributeView(path, BasicFileAttributeView.class, nofollowIfLink(node.type))
                .setTimes(FileTime.from(node.mtime), null, null);
    }

    private static LinkOption[] nofollowIfLink(TreeEntry.Type type) {
        return type == TreeEntry.Type.SYMLINK ? new LinkOption[] {NOFOLLOW_LINKS} : new LinkOption[0];
    }

    static SampleTree read(Path root) throws IOException {
        SampleTree tree = new SampleTree(new TreeMap<>());
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                tree.nodes.put(root.relativize(path).toString(), readNode(path));
            }
        }
        return tree;
    }

    private static Node readNode(Path path) throws IOException {
        BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        Instant mtime = is.lastModifiedTime().toInstant();
        if (is.isSymbolicLink()) {
            return Node.symlink(Files.readSymbolicLink(path).toString(), mtime);
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS) & 07777;
        return is.isDirectory() ? Node.directory(mode, mtime) : Node.file(Files.readString(path), mode, mtime);
    }

    /** Removes a tree, symbolic links not followed; nothing there is fine. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root, NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void grow(Random random, int entries) {
        List<String> directories = new ArrayList<>(nodes.keySet().stream()
                .filter(path -> nodes.get(path).isDirectory())
                .toList());
        for (int i = 0; i < entries; i++) {
            String parent = directories.get(random.nextInt(directories.size()));
            String path = (parent.isEmpty() ? "" : parent + "/") + NAMES.get(random.nextInt(NAMES.size()));
            Node node = node(random);
            if (nodes.putIfAbsent(path, node) == null && node.isDirectory()) {
                directories.add(path);
            }
        }
    }

    private void remove(String path) {
        nodes.keySet().removeIf(other -> other.equals(path) || other.startsWith(path + "/"));
    }

    private static Node node(Random random) {
        return switch (random.nextInt(7)) {
            case 0, 1, 2 -> Node.directory(mode(random, true), instant(random));
            case 3 -> Node.symlink(TARGETS.get(random.nextInt(TARGETS.size())), instant(random));
            default -> Node.file(content(random), mode(random, false), instant(random));
        };
    }

    private static Node sameTypeAs(Node node, Random random) {
        return node.type == TreeEntry.Type.SYMLINK
                ? Node.symlink(TARGETS.get(random.nextInt(TARGETS.size())), node.mtime)
                : Node.file(content(random), node.mode, node.mtime);
    }

    private static String content(Random random) {
        return "x".repeat(random.nextInt(3)) + random.nextInt(4);
    }

    private static int mode(Random random, boolean directory) {
        return directory
                ? List.of(0755, 0750, 0700, 0775, 01777).get(random.nextInt(5))
                : List.of(0644, 0600, 0755, 0444, 0640).get(random.nextInt(5));
    }

    private static Instant instant(Random random) {
        return Instant.ofEpochSecond(1_500_000_000L + random.nextInt(5), random.nextInt(1_000_000_000));
    }
}
