package dev.towline.sync.staging;

import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.PathFilter;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Finds what the baseline has and the new tree has not. */
final class Removed {

    private final OpenDirs tree;
    private final Map<String, Item> wanted;
    private final PathFilter excluded;
    private final NavigableMap<String, Long> paths = new TreeMap<>();

    private Removed(OpenDirs tree, Map<String, Item> wanted, PathFilter excluded) {
        this.tree = tree;
        this.wanted = wanted;
        this.excluded = excluded;
    }

    /** Paths and sizes of entries that are no directories, and of empty directories. */
    static NavigableMap<String, Long> find(OpenDirs tree, Map<String, Item> wanted, PathFilter excluded)
            throws IOException {
        Removed removed = new Removed(tree, wanted, excluded);
        removed.walk("");
        return removed.paths;
    }

    private void walk(String directory) throws IOException {
        for (String name : tree.get(directory).list()) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            Item item = wanted.get(path);
            if (item != null && !item.isDirectory()) {
                continue;
            }
            Optional<Stat> stat = tree.stat(path);
            if (stat.isEmpty() || excluded.excludes(path, stat.get().isDirectory())) {
                continue;
            }
            if (stat.get().isDirectory()) {
                int before = paths.size();
                walk(path);
                if (item == null && paths.size() == before) {
                    paths.put(path, 0L);
                }
            } else if (item == null) {
                paths.put(path, stat.get().size());
            }
        }
    }
}
