package dev.towline.sync.index;

import java.util.List;
import java.util.Optional;

/**
 * How far a tree has moved away from its record, as its inodes tell.
 *
 * @param paths what is missing or was changed, in order; the tree's root is the empty path
 * @param refreshed the record to keep from now on: entries that turned out to be the same have the times that were seen;
 *     empty when there is nothing new to keep
 */
public record Drift(List<String> paths, Optional<RecordedTree> refreshed) {

    public Drift {
        paths = List.copyOf(paths);
    }

    public boolean isNone() {
        return paths.isEmpty();
    }
}
