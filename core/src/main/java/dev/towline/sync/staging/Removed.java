package dev.towline.sync.staging;

import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.PathFilter;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds what a tree has and a set of paths has not. */
final class Removed {

    private final OpenDirs tree;
    private final Set<String> wanted;
    private final PathFilter excluded;
    private final NavigableMap<String, Long> paths = new TreeMap<>();

    private Removed(OpenDirs tree, Set<String> wanted, PathFilter excluded) {
        this.tree = tree;
        this.wanted = wanted;
        this.excluded = excluded;
    }

    /** Paths and sizes of entries that are no directories, and of empty directories. */
    static NavigableMap<String, Long> find(OpenDirs tree, Set<String> wanted, PathFilter excluded) throws IOException {
        Removed removed = new Removed(tree, wanted, excluded);
        removed.walk("");
        return removed.paths;
    }

    private void walk(String directory) throws IOException {
        for (String name : tree.get(directory).list()) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            Optional<Stat> stat = tree.stat(path);
            if (stat.isEmpty() || excluded.excludes(path, stat.get().isDirectory())) {
                continue;
            }
            if (stat.get().isDirectory()) {
                int before = paths.size();
                walk(path);
                if (!wanted.contains(path) && paths.size() == before) {
                    paths.put(path, 0L);
                }
            } else if (!wanted.contains(path)) {
                paths.put(path, stat.get().size());
            }
        }
    }
}
