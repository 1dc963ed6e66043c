package dev.towline.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A directory that images are read from, and written to. The directory itself stays the same one. */
final class DiskFiles {

    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /** Trash logs, which say {@code f <number> <inode> <path>}, and tree indexes, whose eighth column is the inode. */
    private static final Pattern NAMING_INODES = Pattern.compile("/(trash/moves|index)$");

    private static final Pattern INODE =
            Pattern.compile("(?m)^(f \\d+ |[dflo]\\t[h.]\\t(?:[^\\t]*\\t){5})(\\d+)(?=[ \\t])");

    private final Path root;
    private Map<Long, Integer> numbers = new HashMap<>();
    private int next;

    DiskFiles(Path root) {
        this.root = root;
    }

    /** What is there now. A node keeps its number from one reading to the next as long as it has a name. */
    DiskImage read() throws IOException {
        Map<Integer, Node> nodes = new HashMap<>();
        Map<Long, Integer> seen = new HashMap<>();
        read(root, nodes, seen);
        numbers = seen;
        return new DiskImage(nodes);
    }

    private int read(Path path, Map<Integer, Node> nodes, Map<Long, Integer> seen) throws IOException {
        Map<String, Object> stat = Files.readAttributes(path, "unix:ino,mode,lastModifiedTime", NOFOLLOW);
        long inode = ((Number) stat.get("ino")).longValue();
        if (seen.containsKey(inode)) {
            return seen.get(inode);
        }
        Integer known = numbers.get(inode);
        int number = known == null ? next++ : known;
        seen.put(inode, number);
        int mode = (Integer) stat.get("mode") & 07777;
        FileTime mtime = (FileTime) stat.get("lastModifiedTime");
        if (Files.isSymbolicLink(path)) {
            String target = Files.readSymbolicLink(path).toString();
            nodes.put(number, new Node.Link(inode, mode, mtime, target));
        } else if (Files.isDirectory(path)) {
            NavigableMap<String, Integer> names = new TreeMap<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
                for (Path entry : all) {
                    names.put(entry.getFileName().toString(), read(entry, nodes, seen));
                }
            }
            nodes.put(number, new Node.Directory(inode, mode, mtime, names));
        } else {
            nodes.put(number, new Node.File(inode, mode, mtime, Files.readAllBytes(path)));
        }
        return number;
    }

    /** Replaces what is there by {@code image}. */
    void write(DiskImage image) throws IOException {
        clear(root);
        Map<Integer, Path> made = new LinkedHashMap<>();
        Map<Long, Long> inodes = new HashMap<>();
        List<Integer> naming = new ArrayList<>();
        write(image, DiskImage.ROOT, root, made, inodes, naming);
        for (int number : naming) {
            Node.File file = (Node.File) image.node(number);
            Files.write(made.get(number), translate(file.content(), inodes));
        }
        List<Integer> deepestFirst = new ArrayList<>(made.keySet());
        Collections.reverse(deepestFirst);
        for (int number : deepestFirst) {
            dress(image.node(number), made.get(number));
        }
        numbers = new HashMap<>();
        next = 0;
    }

    private void write(
            DiskImage image,
            int number,
            Path path,
            Map<Integer, Path> made,
            Map<Long, Long> inodes,
            List<Integer> naming)
            throws IOException {
        Node node = image.node(number);
        Path first = made.get(number);
        if (first != null) {
            Files.createLink(path, first);
            return;
        }
        made.put(number, path);
        if (node instanceof Node.File file) {
            Files.write(path, file.content());
            inodes.put(file.inode(), inode(path));
            if (NAMING_INODES.matcher(path.toString()).find()) {
                naming.add(number);
            }
        } else if (node instanceof Node.Link link) {
            Files.createSymbolicLink(path, Path.of(link.target()));
            inodes.put(link.inode(), inode(path));
        } else if (node instanceof Node.Directory directory) {
            if (number != DiskImage.ROOT) {
                Files.createDirectory(path);
                inodes.put(directory.inode(), inode(path));
            }
            for (Map.Entry<String, Integer> entry : directory.names().entrySet()) {
                write(image, entry.getValue(), path.resolve(entry.getKey()), made, inodes, naming);
            }
        }
    }

    private static long inode(Path path) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:ino", NOFOLLOW)).longValue();
    }

    /** What Towline knows by inodes has other ones now. */
    private static byte[] translate(byte[] text, Map<Long, Long> inodes) {
        return INODE.matcher(new String(text, StandardCharsets.ISO_8859_1))
                .replaceAll(line -> {
                    long inode = Long.parseLong(line.group(2));
                    return Matcher.quoteReplacement(line.group(1)) + inodes.getOrDefault(inode, inode);
                })
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void dress(Node node, Path path) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW).setTimes(node.mtime(), null, null);
        if (!(node instanceof Node.Link)) {
            Files.setPosixFilePermissions(path, permissions(node.mode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            if ((mode & (0400 >> each.ordinal())) != 0) {
                all.add(each);
            }
        }
        return all;
    }

    private static void clear(Path directory) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path entry : all) {
                if (Files.isDirectory(entry, NOFOLLOW)) {
                    Files.setPosixFilePermissions(entry, permissions(0700));
                    clear(entry);
                }
                Files.delete(entry);
            }
        }
    }
}
