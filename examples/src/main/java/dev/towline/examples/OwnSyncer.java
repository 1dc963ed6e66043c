package dev.towline.examples;

import dev.towline.sync.Change;
import dev.towline.sync.Move;
import dev.towline.sync.Syncer;
import dev.towline.sync.TreeEntry;
import java.util.List;

/**
 * How do I put files in place my own way? This strategy merges: it adds and replaces files and deletes none. Undo comes
 * with it, because a syncer only says the moves.
 */
public final class OwnSyncer implements Syncer {

    @Override
    public List<Move> moves(Change change) {
        return change.wanted().entries().values().stream()
                .filter(entry -> entry.type() == TreeEntry.Type.FILE)
                .<Move>map(entry -> new Move.Put(entry.path(), entry.path()))
                .toList();
    }
}
