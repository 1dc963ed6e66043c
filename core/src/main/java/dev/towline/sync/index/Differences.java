package dev.towline.sync.index;

import java.util.List;

/**
 * In what a tree differs from its record. Each list is in order; the tree's root is the empty path.
 *
 * @param missing what was recorded and is not there
 * @param changed what is there with another type, content, mode or owner
 * @param extra what is there and was not recorded, a directory standing for all that it holds; nothing that is excluded
 */
public record Differences(List<String> missing, List<String> changed, List<String> extra) {

    public Differences {
        missing = List.copyOf(missing);
        changed = List.copyOf(changed);
        extra = List.copyOf(extra);
    }

    public boolean isNone() {
        return missing.isEmpty() && changed.isEmpty() && extra.isEmpty();
    }
}
