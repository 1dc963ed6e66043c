package dev.towline.sync.index;

import dev.towline.disk.Stat;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One comparison of a tree with its record, by content. */
final class Verification {

    private final RecordedTree recorded;
    private final TreeOnDisk tree;
    private final List<String> missing = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();

    private Verification(RecordedTree recorded, TreeOnDisk tree) {
        this.recorded = recorded;
        this.tree = tree;
    }

    static Differences of(RecordedTree recorded, TreeOnDisk tree) throws IOException, InterruptedException {
        Verification verification = new Verification(recorded, tree);
        try {
            for (Recorded entry : recorded.entries()) {
                verification.compare(entry);
            }
            return new Differences(verification.missing, verification.changed, verification.extra());
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // told by the exception
            throw new InterruptedException("interrupted while it read a file");
        } catch (AccessDeniedException e) {
            throw new IOException(
                    e.getFile()
                            + " cannot be read: give the running user permission, or verify as the user who deploys",
                    e);
        }
    }

    private void compare(Recorded entry) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Optional<Stat> now = tree.stat(entry.path());
        try {
            if (now.isEmpty()) {
                missing.add(entry.path());
            } else if (!entry.isLike(now.get()) || !isSameContent(entry, now.get())) {
                changed.add(entry.path());
            }
        } catch (NoSuchFileException e) {
            missing.add(entry.path());
        }
    }

    private boolean isSameContent(Recorded entry, Stat now) throws IOException {
        if (entry.isFile() && entry.content().isEmpty()) {
            return entry.isSameInode(now);
        }
        return (!entry.isFile() || entry.size() == now.size())
                && entry.content().equals(tree.content(entry.path(), now));
    }

    private List<String> extra() throws IOException, InterruptedException {
        Set<String> known = new HashSet<>();
        recorded.entries().forEach(entry -> known.add(entry.path()));
        List<String> extra = new Extras(tree, known, recorded.excluded()).find();
        Collections.sort(extra);
        return extra;
    }
}
