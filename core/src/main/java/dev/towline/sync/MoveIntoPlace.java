package dev.towline.sync;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Renames the staged tree to the destination, where nothing may be: stretcher's {@code mv}. Excludes count for nothing,
 * as nothing is there that they could protect.
 */
final class MoveIntoPlace implements Syncer {

    @Override
    public PathFilter excluded(Target target) {
        return PathFilter.NOTHING;
    }

    @Override
    public List<Move> moves(Change change) throws IOException {
        Optional<DiskEntry> there = DiskEntry.find(change.target().dest());
        if (there.isPresent()) {
            throw new IOException(there.get() + " exists, and mv puts a release only where nothing is:"
                    + " move it away in a pre hook, or use sync_strategy rsync or releases");
        }
        return List.of(new Move.Put("", ""));
    }
}
