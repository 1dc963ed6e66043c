package dev.towline;

import dev.towline.disk.Disk;
import dev.towline.journal.History;
import dev.towline.sync.PathFilter;
import dev.towline.sync.index.Drift;
import dev.towline.sync.index.RecordedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Finds out whether a release stands at its destination as it was deployed, and what drifted if it does not quite. */
final class Standing {

    private final Settings settings;
    private final Attempt attempt;
    private final LockedDestination here;

    Standing(Settings settings, Attempt attempt, LockedDestination here) {
        this.settings = settings;
        this.attempt = attempt;
        this.here = here;
    }

    /** What there is to do for a release that is wanted. */
    Wanted.Task task(Wanted wanted) throws IOException {
        String release = wanted.manifest().release();
        Optional<String> order = attempt.request().order();
        History history = here.state().history();
        boolean isCurrent = history.current().map(History.Entry::release).equals(Optional.of(release));
        if (!isCurrent || (order.isPresent() && !history.isCarriedOut(release, order.get()))) {
            return new Wanted.Task.Deploy();
        }
        if (wanted.place().isPresent()) {
            return task(release, wanted.place().get());
        }
        return order.isPresent() ? new Wanted.Task.Nothing() : new Wanted.Task.Deploy();
    }

    private Wanted.Task task(String release, Wanted.Place place) throws IOException {
        Optional<RecordedTree> recorded = Remembered.tree(here.state(), release);
        Path tree = place.baseline().tree();
        if (recorded.isEmpty() || !Files.isDirectory(tree)) {
            return new Wanted.Task.Deploy();
        }
        Disk disk = settings.disk();
        Drift drift = recorded.get().drift(disk, tree);
        if (drift.isNone()) {
            attempt.count(new FileCounts(0, 0, 0, recorded.get().files()));
            if (drift.refreshed().isPresent()) {
                Path index = here.state().kept(release).index();
                RecordedTree refreshed = drift.refreshed().get();
                attempt.tidy("the tree's record could not be refreshed", () -> refreshed.write(disk, index));
            }
            return new Wanted.Task.Nothing();
        }
        attempt.warn(drift.paths().size() + " paths at the destination are not as this release was deployed, "
                + drift.paths().get(0) + " among them: putting them right");
        boolean inPlace = tree.equals(place.target().dest());
        return new Wanted.Task.Repair(inPlace ? untouched(recorded.get(), drift) : PathFilter.NOTHING);
    }

    /**
     * What the release's own commands made, as long as it is what they made. A strategy that builds a whole new tree leaves
     * nothing alone: there {@code post} makes it again.
     */
    private static PathFilter untouched(RecordedTree recorded, Drift drift) {
        Set<String> paths = new HashSet<>(recorded.ofHooks());
        drift.paths().forEach(paths::remove);
        return (path, directory) -> paths.contains(path);
    }
}
