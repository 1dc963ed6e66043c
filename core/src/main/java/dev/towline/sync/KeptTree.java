package dev.towline.sync;

import java.nio.file.Path;
import java.util.List;

/** The tree of an earlier release that a strategy still has, and the moves that put it back in use. Immutable. */
public final class KeptTree {

    private final Path tree;
    private final List<Move> moves;

    private KeptTree(Path tree, List<Move> moves) {
        this.tree = tree;
        this.moves = moves;
    }

    /** The tree at {@code tree}, to which {@code moves} lead back; they put nothing that would have to be staged. */
    public static KeptTree of(Path tree, List<Move> moves) {
        return new KeptTree(tree, List.copyOf(moves));
    }

    /** Where it is, to be verified before anybody goes back to it. */
    public Path tree() {
        return tree;
    }

    public List<Move> moves() {
        return moves;
    }
}
