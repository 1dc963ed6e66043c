package dev.towline.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a tree was like at one moment: every entry by its path ({@code "."} is the root), with type, mode, owner,
 * modification time, size, SHA-256, link target and inode. Access times are no part of it. A missing tree is empty.
 */
public final class TreeSnapshot {

    /** What two snapshots are compared by, besides the names of entries. */
    public enum Aspect {
        TYPE,
        MODE,
        OWNER,
        MTIME,
        CONTENT,
        LINK,
        INODE
    }

    /** One entry; {@code content} is size and SHA-256 of a file, {@code link} the text of a symbolic link. */
    public record Entry(char type, String mode, String owner, Instant mtime, String content, String link, long inode) {

        String show(Set<Aspect> aspects) {
            StringBuilder line = new StringBuilder();
            for (Aspect aspect : aspects) {
                line.append(line.isEmpty() ? "" : " ")
                        .append(
                                switch (aspect) {
                                    case TYPE -> type;
                                    case MODE -> mode;
                                    case OWNER -> owner;
                                    case MTIME -> mtime;
                                    case CONTENT -> content;
                                    case LINK -> "->" + link;
                                    case INODE -> "#" + inode;
                                });
            }
            return line.toString();
        }
    }

    private final NavigableMap<String, Entry> entries;

    private TreeSnapshot(NavigableMap<String, Entry> entries) {
        this.entries = Collections.unmodifiableNavigableMap(entries);
    }

    /** What is at {@code root} now, symbolic links not followed. */
    public static TreeSnapshot of(Path root) {
        NavigableMap<String, Entry> entries = new TreeMap<>();
        if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> walk = Files.walk(root)) {
                for (Path path : (Iterable<Path>) walk::iterator) {
                    String name = root.relativize(path).toString();
                    entries.put(name.isEmpty() ? "." : name, entry(path));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new TreeSnapshot(entries);
    }

    /** All entries by path, names joined by {@code /}. */
    public NavigableMap<String, Entry> entries() {
        return entries;
    }

    /** The entry at {@code path}; fails the test when there is none. */
    public Entry get(String path) {
        Entry entry = entries.get(path);
        if (entry == null) {
            throw new AssertionError("there is no " + path + ", only " + entries.keySet());
        }
        return entry;
    }

    /** This snapshot without {@code path} and everything below it. */
    public TreeSnapshot without(String path) {
        NavigableMap<String, Entry> rest = new TreeMap<>(entries);
        rest.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
        return new TreeSnapshot(rest);
    }

    /** Fails unless {@code actual} equals this one in names, types, modes, owners, times, contents and links. */
    public void assertSame(TreeSnapshot actual) {
        assertSame(actual, EnumSet.complementOf(EnumSet.of(Aspect.INODE)));
    }

    /** Fails unless {@code actual} equals this one in every aspect and nothing was made anew: inodes agree, too. */
    public void assertUntouched(TreeSnapshot actual) {
        assertSame(actual, EnumSet.allOf(Aspect.class));
    }

    /** Fails with one line for each difference. */
    public void assertSame(TreeSnapshot actual, Set<Aspect> aspects) {
        List<String> differences = differences(actual, aspects);
        if (!differences.isEmpty()) {
            throw new AssertionError("the trees differ (- expected, + found):\n" + String.join("\n", differences));
        }
    }

    /** One line for each entry that is missing ({@code -}), unexpected ({@code +}) or different (both). */
    public List<String> differences(TreeSnapshot actual, Set<Aspect> aspects) {
        List<String> lines = new ArrayList<>();
        Set<String> names = new TreeSet<>(entries.keySet());
        names.addAll(actual.entries.keySet());
        for (String name : names) {
            String before = show(entries, name, aspects);
            String after = show(actual.entries, name, aspects);
            if (!before.equals(after)) {
                if (!before.isEmpty()) {
                    lines.add("- " + name + "  " + before);
                }
                if (!after.isEmpty()) {
                    lines.add("+ " + name + "  " + after);
                }
            }
        }
        return lines;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeSnapshot that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        entries.forEach((name, entry) -> text.append(name)
                .append("  ")
                .append(entry.show(EnumSet.allOf(Aspect.class)))
                .append('\n'));
        return text.toString();
    }

    private static String show(Map<String, Entry> entries, String name, Set<Aspect> aspects) {
        Entry entry = entries.get(name);
        return entry == null ? "" : entry.show(aspects);
    }

    private static Entry entry(Path path) throws IOException {
        Map<String, Object> stat = Files.readAttributes(
                path, "unix:mode,uid,gid,ino,size,lastModifiedTime,isDirectory,isRegularFile,isSymbolicLink", NOFOLLOW);
        boolean file = stat.get("isRegularFile").equals(true);
        boolean link = stat.get("isSymbolicLink").equals(true);
        boolean directory = stat.get("isDirectory").equals(true);
        return new Entry(
                directory ? 'd' : file ? 'f' : link ? 'l' : 's',
                Integer.toOctalString((Integer) stat.get("mode") & 07777),
                stat.get("uid") + ":" + stat.get("gid"),
                ((FileTime) stat.get("lastModifiedTime")).toInstant(),
                file ? stat.get("size") + " " + sha256(path) : "",
                link ? Files.readSymbolicLink(path).toString() : "",
                ((Number) stat.get("ino")).longValue());
    }

    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[8192];
            while (in.read(buffer) >= 0) {
                // the stream digests what goes by
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
