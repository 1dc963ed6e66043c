package dev.towline.sync;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes the destination equal the tree as {@code rsync -a --delete} does, in place, except that content decides whether a
 * file is unchanged, never its size and time. Excluded entries are neither copied, overwritten nor deleted; where that is
 * not possible nothing is moved.
 */
final class Mirror implements Syncer {

    @Override
    public Baseline baseline(Target target) {
        return Baseline.of(target.dest(), Baseline.Unchanged.LEAVE);
    }

    @Override
    public List<Move> moves(Change change) throws IOException {
        Optional<DiskEntry> dest = DiskEntry.find(change.target().dest());
        if (dest.isPresent()) {
            return MirrorMoves.between(change, dest.get());
        }
        MirrorMoves.requireAllLeft(change.left(), change.target());
        return List.of(new Move.Put("", ""));
    }
}
