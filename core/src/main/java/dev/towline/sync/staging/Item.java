package dev.towline.sync.staging;

import dev.towline.disk.Stat;
import dev.towline.sync.TreeEntry;
import java.util.Optional;

/**
 * One entry that was taken in.
 *
 * @param entry as it is going to be
 * @param place where it is
 * @param news how it compares with the baseline
 * @param seen what was seen of the baseline's own file or directory, when that is used
 */
record Item(TreeEntry entry, Place place, News news, Optional<Stat> seen) {

    enum Place {
        /** On the shelf, made or written anew. */
        SHELF,
        /** On the shelf, as a second name of the baseline's file. */
        LINKED,
        /** In the baseline only. */
        LEFT
    }

    enum News {
        ADDED,
        CHANGED,
        /** Content agrees, something else does not. */
        REDRESSED,
        SAME
    }

    static Item shelved(TreeEntry entry, News news) {
        return new Item(entry, Place.SHELF, news, Optional.empty());
    }

    boolean isDirectory() {
        return entry.type() == TreeEntry.Type.DIRECTORY;
    }

    boolean isFile() {
        return entry.type() == TreeEntry.Type.FILE;
    }
}
