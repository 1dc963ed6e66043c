package dev.towline;

import static dev.towline.DeployPhase.RESOLVE;

import dev.towline.journal.DestinationState;
import dev.towline.journal.History;
import dev.towline.journal.Journal;
import dev.towline.journal.KeptRelease;
import dev.towline.sync.KeptTree;
import dev.towline.sync.index.RecordedTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The RESOLVE phase of going back: which release was good before the one that is there, and whether it still is. */
final class Reversal {

    private final Settings settings;
    private final Attempt attempt;

    Reversal(Settings settings, Attempt attempt) {
        this.settings = settings;
        this.attempt = attempt;
    }

    /** The previous good release at {@code dest}, whose commands {@code hooks} will run. */
    Wanted resolve(Path dest, Hooks hooks) throws Exception {
        Path place = Destination.resolve(RESOLVE, dest.toAbsolutePath().normalize());
        DestinationState state = DestinationState.of(settings.disk(), settings.stateDirectory(), place);
        if (!state.exists()) {
            throw refused(dest + ": nothing was deployed there with this state directory");
        }
        LockedDestination here = LockedDestination.lock(
                settings, state, "rollback", attempt.request().patience());
        attempt.holds(here);
        new Recovery(settings, here).run();
        History.Entry current = state.history().current().orElseThrow(() -> refused(dest + ": no release is there"));
        Optional<Journal.Entry> unfinished = here.owed();
        History.Entry back = unfinished.isPresent() ? current : previous(state, current, dest);
        String leaves = unfinished.map(Journal.Entry::release).orElse(current.release());
        KeptRelease.Terms terms = state.kept(back.release())
                .terms()
                .orElseThrow(() -> refused(dest + ": the manifest of " + back.release() + " is lost"));
        hooks.keepTo(terms);
        Wanted wanted = new Resolver(settings.under(terms), attempt)
                .recall(terms, here, new Wanted.Task.Return(leaves, Optional.empty()), hooks::belongTo);
        return wanted.with(new Wanted.Task.Return(leaves, whole(wanted, state)));
    }

    private static History.Entry previous(DestinationState state, History.Entry current, Path dest)
            throws IOException, DeployException {
        List<History.Entry> newestFirst = new ArrayList<>(state.history().good());
        Collections.reverse(newestFirst);
        for (History.Entry entry : newestFirst) {
            boolean another = !entry.release().equals(current.release());
            if (another && state.quarantine().find(entry.release()).isEmpty()) {
                return entry;
            }
        }
        throw refused(dest + ": no other release was good there, so there is none to go back to");
    }

    /** The release's tree where the strategy has it and every byte is as it was; links share files, so nothing is trusted. */
    Optional<KeptTree> whole(Wanted wanted, DestinationState state) throws IOException, InterruptedException {
        String release = wanted.manifest().release();
        Optional<History.Entry> back = state.history().newestGood(release);
        if (wanted.place().isEmpty() || back.isEmpty()) {
            return Optional.empty();
        }
        Wanted.Place place = wanted.place().get();
        Optional<KeptTree> kept = place.syncer().kept(place.target(), back.get().name());
        Optional<RecordedTree> recorded = Remembered.tree(state, release);
        if (kept.isEmpty() || recorded.isEmpty()) {
            return Optional.empty();
        }
        var differences = recorded.get().verify(settings.disk(), kept.get().tree());
        if (differences.missing().isEmpty() && differences.changed().isEmpty()) {
            return kept;
        }
        attempt.warn(kept.get().tree() + " is not what it was; the release is fetched again");
        return Optional.empty();
    }

    private static DeployException refused(String why) {
        return new DeployException(RESOLVE, "no-previous", why, null);
    }
}
