package dev.towline.sync.staging;

import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import dev.towline.sync.Baseline;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.TreeIndex;
import dev.towline.sync.staging.Item.News;
import dev.towline.sync.staging.Item.Place;
import dev.towline.sync.staging.Old.Known;
import dev.towline.sync.staging.Staging.TreeSync;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A tree that was taken in: what it consists of, how it differs from the baseline, what it cost. Immutable. */
public final class Staged {

    private final Disk disk;
    private final Baseline baseline;
    private final Map<String, Item> items;
    private final TreeIndex index;
    private final Set<String> left;
    private final boolean rootDifferent;
    private final NavigableMap<String, Long> removed;
    private final List<String> directories;
    private final Counts counts;

    Staged(
            Disk disk,
            Baseline baseline,
            NavigableMap<String, Item> items,
            Optional<TreeEntry> root,
            NavigableMap<String, Long> removed,
            boolean rootDifferent,
            Set<String> directories,
            Counts counts) {
        this.disk = disk;
        this.baseline = baseline;
        this.items = items;
        this.index = TreeIndex.of(
                () -> Stream.concat(root.stream(), items.values().stream().map(Item::entry))
                        .iterator());
        this.left = new HashSet<>();
        items.values().stream()
                .filter(item -> item.isFile() && item.place() == Place.LEFT)
                .forEach(item -> left.add(item.entry().path()));
        this.removed = removed;
        this.rootDifferent = rootDifferent;
        this.directories = new ArrayList<>(directories);
        this.directories.add("");
        this.counts = counts;
    }

    /** All entries, excluded ones left out; files with their digests. */
    public TreeIndex index() {
        return index;
    }

    /** Paths of files that are not in staging, because the baseline's own file stays. */
    public Set<String> left() {
        return Set.copyOf(left);
    }

    /** Whether the tree differs from the baseline's in anything. */
    public boolean different() {
        return rootDifferent
                || !removed.isEmpty()
                || items.values().stream().anyMatch(item -> item.news() != News.SAME);
    }

    /** Files and links that the baseline does not have. */
    public long added() {
        return count(News.ADDED);
    }

    /** Files and links whose content, mode or owner is another. */
    public long changed() {
        return count(News.CHANGED);
    }

    /** Files and links that are the same, but for their times. */
    public long unchanged() {
        return count(News.SAME) + count(News.REDRESSED);
    }

    /** What the baseline has besides, excluded entries not counted. */
    public long removed() {
        return removed.size();
    }

    /** Paths that the baseline has besides, each with its size in bytes. */
    public NavigableMap<String, Long> removedPaths() {
        return Collections.unmodifiableNavigableMap(removed);
    }

    /** Regular files. */
    public long files() {
        return items.values().stream().filter(Item::isFile).count();
    }

    public long bytesWritten() {
        return counts.written();
    }

    public long bytesReused() {
        return counts.reused();
    }

    /** Paths of entries the baseline does not have, in order. */
    public List<String> addedPaths() {
        return paths(News.ADDED);
    }

    /** Paths of entries that differ in content, mode or owner, in order. */
    public List<String> changedPaths() {
        return paths(News.CHANGED);
    }

    /** What has to be made durable before the tree is put in place. */
    public TreeSync toSync() {
        return new TreeSync(
                items.values().stream()
                        .filter(item -> item.isFile() && item.place() == Place.SHELF)
                        .map(item -> item.entry().path())
                        .toList(),
                directories);
    }

    /**
     * Looks again at every file of the baseline that is part of the tree: paths of those that are not what they were, in
     * inode and times, nor in content. A tree with any is stale and has to be staged again.
     */
    public List<String> stale(Staging staging) throws IOException {
        List<String> stale = new ArrayList<>();
        byte[] buffer = new byte[64 * 1024];
        try (Old old = Old.open(disk, baseline)) {
            for (Item item : items.values()) {
                String path = item.entry().path();
                if (item.place() == Place.SHELF || isAsSeen(item, old, staging)) {
                    continue;
                }
                if (item.isDirectory() || !isSameAgain(item, old, staging, buffer)) {
                    stale.add(path);
                }
            }
        }
        return stale;
    }

    private static boolean isAsSeen(Item item, Old old, Staging staging) throws IOException {
        Stat seen = item.seen().orElseThrow();
        Optional<Stat> now = now(item, old, staging);
        return now.isPresent()
                && (item.isDirectory() ? now.get().isDirectory() : now.get().unchangedSince(seen));
    }

    private static boolean isSameAgain(Item item, Old old, Staging staging, byte[] buffer) throws IOException {
        Stat seen = item.seen().orElseThrow();
        Optional<Stat> now = now(item, old, staging);
        if (now.isEmpty()
                || !now.get().isFile()
                || now.get().mode() != seen.mode()
                || now.get().uid() != seen.uid()
                || now.get().gid() != seen.gid()) {
            return false;
        }
        Optional<FileChannel> content = item.place() == Place.LINKED
                ? Optional.of(staging.root().read(Staging.inTree(item.entry())))
                : old.find(item.entry().path()).flatMap(Staged::open);
        if (content.isEmpty()) {
            return false;
        }
        try (FileChannel channel = content.get()) {
            return item.entry().sha256().orElseThrow().equals(Sha256.of(channel, buffer));
        }
    }

    private static Optional<Stat> now(Item item, Old old, Staging staging) throws IOException {
        return item.place() == Place.LINKED
                ? staging.root().stat(Staging.inTree(item.entry()))
                : old.find(item.entry().path()).map(Known::stat);
    }

    private static Optional<FileChannel> open(Known known) {
        try {
            return known.open();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private long count(News news) {
        return items.values().stream()
                .filter(item -> !item.isDirectory() && item.news() == news)
                .count();
    }

    private List<String> paths(News news) {
        return items.values().stream()
                .filter(item -> !item.isDirectory() && item.news() == news)
                .map(item -> item.entry().path())
                .toList();
    }
}
