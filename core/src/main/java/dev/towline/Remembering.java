package dev.towline;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.towline.disk.Disk;
import dev.towline.sync.PathFilter;
import dev.towline.sync.Target;
import dev.towline.sync.TreeIndex;
import dev.towline.sync.index.RecordedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes down that a release is in place: its tree as its commands left it, then the release itself. */
final class Remembering {

    private final Wanted wanted;
    private final LockedDestination here;
    private final Settings settings;
    private final Attempt attempt;

    Remembering(Wanted wanted, LockedDestination here, Settings settings, Attempt attempt) {
        this.wanted = wanted;
        this.here = here;
        this.settings = settings;
        this.attempt = attempt;
    }

    /**
     * Writes it down; the release does not depend on it, so that failing is a warning.
     *
     * @param name what the strategy calls the release on disk
     * @param index what the artifact holds; empty where it was not read
     * @param target with every exclude known; those in the artifact itself only where it was read
     */
    void remember(TargetState state, String name, Optional<TreeIndex> index, Target target) {
        Bookkeeping books = new Bookkeeping(settings, attempt, here);
        String release = wanted.manifest().release();
        attempt.tidy("the release is in place, but its tree could not be recorded", () -> record(index, target));
        attempt.tidy(
                "the release is in place, but the release could not be recorded",
                () -> books.deployed(state, wanted.manifest(), name, leaves()));
        attempt.tidy(
                "old manifests could not be removed",
                () -> books.forget(release, wanted.manifest().keepReleases()));
    }

    private void record(Optional<TreeIndex> index, Target target) throws IOException {
        Wanted.Place place = wanted.place().orElseThrow();
        Path tree = place.syncer().baseline(target).tree();
        PathFilter excluded = place.syncer().excluded(index.isPresent() ? target : excluding(target, tree));
        String release = wanted.manifest().release();
        Path file = here.state().kept(release).index();
        Disk disk = settings.disk();
        Optional<TreeIndex> known =
                index.or(() -> Remembered.tree(here.state(), release).map(RecordedTree::index));
        RecordedTree recorded = known.isPresent()
                ? RecordedTree.record(disk, tree, known.get(), place.owner(), excluded)
                : RecordedTree.asFound(disk, tree, excluded);
        recorded.write(disk, file);
    }

    /** With the patterns that the artifact brought, where they are at the destination. */
    private Target excluding(Target target, Path tree) throws IOException {
        Optional<Path> patterns = wanted.manifest()
                .excludeFrom()
                .map(tree::resolve)
                .filter(file -> Files.isRegularFile(file, NOFOLLOW_LINKS));
        return patterns.isEmpty()
                ? target
                : target.excluding(PathFilter.rsync(
                        Files.readAllLines(patterns.get()), wanted.manifest().excludes()));
    }

    private Optional<String> leaves() {
        return here.owed().map(owed -> owed.leaves()).filter(release -> !release.isEmpty());
    }
}
