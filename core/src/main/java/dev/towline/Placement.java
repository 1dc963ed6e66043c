package dev.towline;

import dev.towline.journal.History;
import java.io.IOException;

/** A release on its way to its destination: staged when it is made, then activated, then settled. */
interface Placement {

    /** Makes the destination equal the staged tree; how to take that back is known to the attempt from then on. */
    void activate() throws Exception;

    /** Remembers the release as good and lets go of what taking back would have needed. Failures are warnings. */
    TargetState settle();

    /** Stages what is wanted; a manifest without an artifact has nothing to place. */
    static Placement stage(Wanted wanted, Settings settings, Attempt attempt) throws Exception {
        return wanted.place().isPresent()
                ? TreePlacement.stage(wanted, settings, attempt)
                : new CommandsOnly(wanted, settings, attempt);
    }

    /** The placement of a manifest that only has commands. */
    record CommandsOnly(Wanted wanted, Settings settings, Attempt attempt) implements Placement {
        @Override
        public void activate() {}

        @Override
        public TargetState settle() {
            History history = settings.history(wanted.manifest(), attempt.request());
            try {
                history.add(new History.Entry(
                        settings.clock().instant(), wanted.manifest().release(), History.Entry.NAMELESS));
            } catch (IOException e) {
                attempt.warn("the deploy could not be recorded: " + e.getMessage());
            }
            return TargetState.UNTOUCHED;
        }
    }
}
