package dev.towline;

import dev.towline.sync.KeptTree;
import dev.towline.sync.Move;
import dev.towline.sync.staging.Staging.TreeSync;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The placement of a release whose tree is at the destination already: kept there since it was good and verified, or moved
 * there by a deploy that was cut off. Nothing is fetched or written.
 */
final class KeptPlacement implements Placement {

    private final Wanted wanted;
    private final Remembering remembering;
    private final Activation activation;
    private final List<Move> moves;
    private final String name;

    private KeptPlacement(
            Wanted wanted, Remembering remembering, Activation activation, List<Move> moves, String name) {
        this.wanted = wanted;
        this.remembering = remembering;
        this.activation = activation;
        this.moves = moves;
        this.name = name;
    }

    /** A release to go back to. */
    static KeptPlacement stage(Wanted wanted, KeptTree kept, LockedDestination here, Settings settings, Attempt attempt)
            throws IOException {
        Activation activation = Activation.begin(
                here,
                wanted.place().orElseThrow().target().dest(),
                wanted.manifest(),
                Placement.entry(wanted, here, settings, attempt),
                settings,
                attempt);
        String name = String.valueOf(kept.tree().getFileName());
        return new KeptPlacement(
                wanted, new Remembering(wanted, here, settings, attempt), activation, kept.moves(), name);
    }

    /** A release whose moves {@code activation} has made, in a process that ended then. */
    static KeptPlacement resume(
            Wanted wanted,
            Activation activation,
            String name,
            LockedDestination here,
            Settings settings,
            Attempt attempt) {
        return new KeptPlacement(wanted, new Remembering(wanted, here, settings, attempt), activation, List.of(), name);
    }

    @Override
    public void activate() throws Exception {
        activation.carryOut(moves, new TreeSync(List.of(), List.of()), name);
    }

    @Override
    public TargetState settle() {
        return activation.settle(state -> remembering.remember(
                state, name, Optional.empty(), wanted.place().orElseThrow().target()));
    }
}
