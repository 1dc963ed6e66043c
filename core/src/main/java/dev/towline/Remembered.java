package dev.towline;

import dev.towline.journal.DestinationState;
import dev.towline.sync.index.RecordedTree;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the tree that a release left at its destination in that destination's record. */
final class Remembered {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private Remembered() {}

    /** The tree of {@code release}; empty when it was not recorded, or its record is damaged. */
    static Optional<RecordedTree> tree(DestinationState state, String release) {
        Path file = state.kept(release).index();
        try {
            return Optional.of(RecordedTree.read(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be used and is taken for absent: {}", file, Blame.sentence(e));
            return Optional.empty();
        }
    }
}
