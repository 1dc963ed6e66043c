package dev.towline.sync;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Says which moves make a destination equal a staged tree. It reads and answers; Towline makes the moves, in the order
 * given, and can take them back. Implementations are safe for use by several threads.
 */
@FunctionalInterface
public interface Syncer {

    /**
     * The moves for {@code change}. May read the destination and writes nothing; answers from whatever state an earlier
     * try left there.
     *
     * @throws IOException when the destination cannot be read or is nothing this strategy can work with; the message
     *     says what to do
     */
    List<Move> moves(Change change) throws IOException;

    /**
     * Where the current tree lies and how its unchanged files get into the new one. Default: the destination itself,
     * copied.
     */
    default Baseline baseline(Target target) throws IOException {
        return Baseline.of(target.dest(), Baseline.Unchanged.COPY);
    }

    /** Paths that this strategy leaves alone. Default: those that the target excludes. */
    default PathFilter excluded(Target target) {
        return target.excluded();
    }

    /**
     * The tree of an earlier release that this strategy still has at the destination, and how to go back to it. Default:
     * none, so that going back deploys that release again.
     *
     * @param name what the strategy called that release ({@link Change#goodReleases()})
     */
    default Optional<KeptTree> kept(Target target, String name) throws IOException {
        return Optional.empty();
    }
}
