package dev.towline.sync.index;

import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One look at every recorded entry of a tree. Entries are looked at by their paths, each after the directory it is in, and
 * not at all when that is none any more. A directory that becomes a link between the two looks hides nothing: what the
 * link leads to would have to have the recorded inodes and times. Content is read through open directories only.
 */
final class DriftCheck {

    private final TreeOnDisk tree;
    private final Instant begin = Instant.now();
    private final List<Recorded> seen = new ArrayList<>();
    private final List<String> drifted = new ArrayList<>();
    private final Set<String> lostDirectories = new HashSet<>();

    private DriftCheck(TreeOnDisk tree) {
        this.tree = tree;
    }

    static Drift of(RecordedTree recorded, TreeOnDisk tree) throws IOException {
        DriftCheck check = new DriftCheck(tree);
        boolean refreshed = false;
        for (Recorded entry : recorded.entries()) {
            Optional<Recorded> now = check.look(entry);
            if (now.isEmpty()) {
                check.drifted.add(entry.path());
            }
            check.seen.add(now.orElse(entry));
            refreshed |= now.isPresent() && !now.get().ctime().equals(entry.ctime());
        }
        return new Drift(
                check.drifted,
                refreshed
                        ? Optional.of(new RecordedTree(check.seen, recorded.removed(), recorded.excluded()))
                        : Optional.empty());
    }

    /** The entry as it is to be recorded from now on; empty when it has drifted, or cannot be shown not to have. */
    private Optional<Recorded> look(Recorded entry) throws IOException {
        try {
            Optional<Stat> found = find(entry);
            if (found.isEmpty() || !entry.isLike(found.get())) {
                return Optional.empty();
            }
            Stat now = found.get();
            if (entry.isDirectory()) {
                return Optional.of(entry);
            }
            if (!entry.isSameInode(now)) {
                return Optional.empty();
            }
            if (!now.ctime().equals(entry.ctime())) {
                return isSameContent(entry, now) ? Optional.of(entry.seenAgain(now.ctime(), begin)) : Optional.empty();
            }
            return Optional.of(entry);
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }

    private Optional<Stat> find(Recorded entry) throws IOException {
        String path = entry.path();
        boolean lost = !path.isEmpty() && lostDirectories.contains(OpenDirs.parent(path));
        Optional<Stat> found = lost ? Optional.empty() : tree.glance(path);
        if (entry.isDirectory() && found.filter(Stat::isDirectory).isEmpty()) {
            lostDirectories.add(path);
        }
        return found;
    }

    /** What could not be read when it was recorded is known by its inode only. */
    private boolean isSameContent(Recorded entry, Stat now) throws IOException {
        return entry.content().isEmpty() || entry.content().equals(tree.content(entry.path(), now));
    }
}
