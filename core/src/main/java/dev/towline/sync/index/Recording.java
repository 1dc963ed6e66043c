package dev.towline.sync.index;

import dev.towline.disk.Stat;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.TreeIndex;
import dev.towline.sync.index.TreeOnDisk.Child;
import dev.towline.sync.staging.Owners;
import dev.towline.trust.OwnerPolicy;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** One reading of a tree after a deploy, next to what the release wanted it to be. */
final class Recording {

    private final TreeOnDisk tree;
    private final TreeIndex wanted;
    private final boolean anyWanted;
    private final Owners owners;
    private final PathFilter excluded;
    private final Instant begin = Instant.now();
    private final List<Recorded> entries = new ArrayList<>();
    private final NavigableSet<String> unseen;

    private Recording(TreeOnDisk tree, TreeIndex wanted, boolean anyWanted, Owners owners, PathFilter excluded) {
        this.tree = tree;
        this.wanted = wanted;
        this.anyWanted = anyWanted;
        this.owners = owners;
        this.excluded = excluded;
        this.unseen = new TreeSet<>(wanted.entries().navigableKeySet());
    }

    static RecordedTree of(TreeOnDisk tree, TreeIndex wanted, Owners owners, PathFilter excluded) throws IOException {
        return new Recording(tree, wanted, false, owners, excluded).recorded();
    }

    /** The tree as it is, all of it wanted. */
    static RecordedTree asFound(TreeOnDisk tree, PathFilter excluded) throws IOException {
        Owners nobodys = new Owners(OwnerPolicy.runningUser());
        return new Recording(tree, TreeIndex.of(List.of()), true, nobodys, excluded).recorded();
    }

    private RecordedTree recorded() throws IOException {
        read();
        entries.sort(Comparator.comparing(Recorded::path));
        return new RecordedTree(entries, List.copyOf(unseen), PathFilter.rsync(List.of(), excluded.rules()));
    }

    private void read() throws IOException {
        Optional<Stat> root = tree.stat("");
        if (root.isEmpty()) {
            return;
        }
        add("", root.get());
        Deque<String> directories = new ArrayDeque<>(List.of(""));
        while (!directories.isEmpty()) {
            for (Child child : tree.children(directories.pop())) {
                if (child.stat().isPresent() && !excluded.excludes(child.path(), child.isDirectory())) {
                    add(child.path(), child.stat().get());
                    if (child.isDirectory()) {
                        directories.push(child.path());
                    }
                }
            }
        }
    }

    private void add(String path, Stat seen) throws IOException {
        Optional<TreeEntry> entry = wanted.find(path);
        String content;
        try {
            content = entry.isPresent() && isAsPlaced(entry.get(), seen)
                    ? entry.get().sha256().orElseThrow()
                    : tree.content(path, seen);
        } catch (AccessDeniedException e) {
            content = "";
        } catch (NoSuchFileException e) {
            return; // it went while it was looked at
        }
        unseen.remove(path);
        entries.add(Recorded.of(path, !(anyWanted || isOfRelease(path, entry, seen, content)), seen, begin, content));
    }

    /** Whether size and time say that the file is still the one that was placed, so that it need not be read. */
    private static boolean isAsPlaced(TreeEntry entry, Stat seen) {
        Instant kept = seen.mtime();
        return entry.sha256().isPresent()
                && seen.isFile()
                && seen.size() == entry.size()
                && (kept.equals(entry.mtime())
                        || kept.equals(entry.mtime().truncatedTo(ChronoUnit.MICROS))
                        || kept.equals(entry.mtime().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Times do not count: a file that was there before, with the same content, may have kept its own. */
    private boolean isOfRelease(String path, Optional<TreeEntry> entry, Stat seen, String content) throws IOException {
        if (entry.isEmpty()) {
            return seen.isDirectory() && isAboveWanted(path);
        }
        return switch (entry.get().type()) {
            case DIRECTORY -> seen.isDirectory() && seen.mode() == entry.get().mode();
            case SYMLINK ->
                seen.kind() == Stat.Kind.SYMLINK
                        && content.equals(entry.get().linkTarget().orElseThrow());
            case FILE ->
                seen.isFile()
                        && seen.mode() == entry.get().mode()
                        && content.equals(entry.get().sha256().orElseThrow())
                        && owners.agree(seen, entry.get());
        };
    }

    /** An archive need not name the directories that its files lie in. */
    private boolean isAboveWanted(String path) {
        String below = path.isEmpty() ? "" : path + "/";
        String next = wanted.entries().ceilingKey(below);
        return path.isEmpty() || (next != null && next.startsWith(below));
    }
}
