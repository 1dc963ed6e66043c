package dev.towline.sync.staging;

import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.PathFilter;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Counts what a tree has and a set of paths has not. */
final class Removed {

    private final OpenDirs tree;
    private final Set<String> wanted;
    private final PathFilter excluded;
    private long count;

    private Removed(OpenDirs tree, Set<String> wanted, PathFilter excluded) {
        this.tree = tree;
        this.wanted = wanted;
        this.excluded = excluded;
    }

    /** Entries that are no directories, and empty directories. */
    static long count(OpenDirs tree, Set<String> wanted, PathFilter excluded) throws IOException {
        Removed removed = new Removed(tree, wanted, excluded);
        removed.walk("");
        return removed.count;
    }

    private void walk(String directory) throws IOException {
        for (String name : tree.get(directory).list()) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            Optional<Stat> stat = tree.stat(path);
            if (stat.isEmpty() || excluded.excludes(path, stat.get().isDirectory())) {
                continue;
            }
            if (stat.get().isDirectory()) {
                long before = count;
                walk(path);
                count += !wanted.contains(path) && count == before ? 1 : 0;
            } else if (!wanted.contains(path)) {
                count++;
            }
        }
    }
}
