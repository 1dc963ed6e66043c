package dev.towline.sync.index;

import dev.towline.disk.Stat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One look at every recorded entry of a tree. */
final class DriftCheck {

    private final TreeOnDisk tree;
    private final Instant begin = Instant.now();
    private final List<Recorded> seen = new ArrayList<>();
    private final List<String> drifted = new ArrayList<>();

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
            Optional<Stat> found = tree.stat(entry.path());
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
        } catch (AccessDeniedException | NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What could not be read when it was recorded is known by its inode only. */
    private boolean isSameContent(Recorded entry, Stat now) throws IOException {
        return entry.content().isEmpty() || entry.content().equals(tree.content(entry.path(), now));
    }
}
