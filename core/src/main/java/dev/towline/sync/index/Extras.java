package dev.towline.sync.index;

import dev.towline.sync.PathFilter;
import dev.towline.sync.index.TreeOnDisk.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The search for what a tree has besides what is known: what a mirror would drop. */
final class Extras {

    private final TreeOnDisk tree;
    private final Set<String> known;
    private final PathFilter excluded;
    private final List<String> extras = new ArrayList<>();

    Extras(TreeOnDisk tree, Set<String> known, PathFilter excluded) {
        this.tree = tree;
        this.known = known;
        this.excluded = excluded;
    }

    List<String> find() throws IOException, InterruptedException {
        search("");
        return extras;
    }

    /** Adds what is extra in {@code directory}; says whether that is all it holds. */
    private boolean search(String directory) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean all = true;
        for (Child child : tree.children(directory)) {
            all &= isExtra(child);
        }
        return all;
    }

    private boolean isExtra(Child child) throws IOException, InterruptedException {
        boolean isKnown = known.contains(child.path());
        if (!isKnown && excluded.excludes(child.path(), child.isDirectory())) {
            return false;
        }
        int before = extras.size();
        boolean whole = !child.isDirectory() || search(child.path());
        if (isKnown || !whole) {
            return false;
        }
        extras.subList(before, extras.size()).clear(); // the directory stands for them
        extras.add(child.path());
        return true;
    }
}
