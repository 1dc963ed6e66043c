package dev.towline.sync;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The list of a tree's entries by path, the root (empty path) included when the tree says anything of it. Immutable. */
public final class TreeIndex {

    private final NavigableMap<String, TreeEntry> entries;

    private TreeIndex(NavigableMap<String, TreeEntry> entries) {
        this.entries = entries;
    }

    public static TreeIndex of(Iterable<TreeEntry> entries) {
        NavigableMap<String, TreeEntry> map = new TreeMap<>();
        for (TreeEntry entry : entries) {
            if (map.put(entry.path(), entry) != null) {
                throw new IllegalArgumentException("two entries have the path " + entry.path());
            }
        }
        return new TreeIndex(Collections.unmodifiableNavigableMap(map));
    }

    /** Entries in the order of their paths, so that a directory comes before what it holds. */
    public NavigableMap<String, TreeEntry> entries() {
        return entries;
    }

    public Optional<TreeEntry> find(String path) {
        return Optional.ofNullable(entries.get(path));
    }
}
