package dev.towline;

import dev.towline.journal.History;
import dev.towline.journal.Journal;
import java.io.IOException;
import java.util.Optional;

/** A release on its way to its destination: staged when it is made, then activated, then settled. */
interface Placement {

    /** Makes the destination equal the staged tree; how to take that back is known to the attempt from then on. */
    void activate() throws Exception;

    /** Remembers the release as good and lets go of what taking back would have needed. Failures are warnings. */
    TargetState settle();

    /** Stages what is wanted; a manifest without an artifact has nothing to place. */
    static Placement stage(Wanted wanted, LockedDestination here, Settings settings, Attempt attempt) throws Exception {
        here.state().kept(wanted.manifest().release()).keep(wanted.terms());
        if (wanted.place().isEmpty()) {
            return CommandsOnly.begin(wanted, here, settings, attempt);
        }
        return wanted.task() instanceof Wanted.Task.Return back && back.kept().isPresent()
                ? KeptPlacement.stage(wanted, back.kept().get(), here, settings, attempt)
                : TreePlacement.stage(wanted, here, settings, attempt);
    }

    /** What is owed from the beginning: of a deploy that goes on what was owed, else nothing yet. */
    static Journal.Entry entry(Wanted wanted, LockedDestination here, Settings settings, Attempt attempt) {
        Optional<Journal.Entry> cutOff =
                here.owed().filter(owed -> owed.deploy().equals(attempt.id()));
        Journal.Entry begin = Journal.Entry.begin(
                attempt.id(),
                wanted.manifest().release(),
                attempt.request().order().orElse(""),
                settings.clock().instant());
        return cutOff.orElse(wanted.task() instanceof Wanted.Task.Return back ? begin.leaves(back.leaves()) : begin);
    }

    /** The placement of a manifest that only has commands. */
    record CommandsOnly(Wanted wanted, LockedDestination here, Settings settings, Attempt attempt)
            implements Placement, Attempt.WayBack {

        static Placement begin(Wanted wanted, LockedDestination here, Settings settings, Attempt attempt)
                throws Exception {
            CommandsOnly placement = new CommandsOnly(wanted, here, settings, attempt);
            here.owe(entry(wanted, here, settings, attempt));
            attempt.onFailure(placement);
            return placement;
        }

        @Override
        public void activate() throws Exception {
            here.step(Journal.Step.POST);
        }

        @Override
        public TargetState go(DeployException failure) {
            return TargetState.UNTOUCHED;
        }

        @Override
        public void clear() throws IOException {
            here.nothingOwed();
        }

        @Override
        public TargetState settle() {
            Bookkeeping books = new Bookkeeping(settings, attempt, here);
            attempt.tidy(
                    "the deploy could not be recorded",
                    () -> books.deployed(
                            TargetState.UNTOUCHED, wanted.manifest(), History.Entry.NAMELESS, Optional.empty()));
            attempt.tidy("the journal could not be closed", this::clear);
            return TargetState.UNTOUCHED;
        }
    }
}
