package dev.towline.sync;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** A tree index by directory. Directories that only the paths of other entries tell of are there too. */
final class WantedTree {

    private final TreeIndex index;
    private final Map<String, NavigableSet<String>> children = new HashMap<>();

    WantedTree(TreeIndex index) {
        this.index = index;
        index.entries().keySet().forEach(this::add);
    }

    private void add(String path) {
        String child = path;
        while (!child.isEmpty()) {
            String parent = child.substring(0, Math.max(0, child.lastIndexOf('/')));
            if (!children.computeIfAbsent(parent, p -> new TreeSet<>()).add(child)) {
                return;
            }
            child = parent;
        }
    }

    /** The paths of what a directory holds, in order. */
    NavigableSet<String> children(String directory) {
        return children.getOrDefault(directory, Collections.emptyNavigableSet());
    }

    boolean isDirectory(String path) {
        return index.find(path)
                .map(entry -> entry.type() == TreeEntry.Type.DIRECTORY)
                .orElse(true);
    }
}
