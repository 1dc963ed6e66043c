package dev.towline;

import static dev.towline.DeployPhase.ACTIVATE;
import static dev.towline.DeployPhase.STAGE;

import dev.towline.disk.Disk;
import dev.towline.journal.History;
import dev.towline.sync.Baseline;
import dev.towline.sync.Change;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.mover.Deletions;
import dev.towline.sync.mover.Mover;
import dev.towline.sync.staging.Intake;
import dev.towline.sync.staging.Staged;
import dev.towline.sync.staging.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The placement of a tree: poured into staging near its destination, moved from there, and back if need be. */
final class TreePlacement implements Placement {

    private final Wanted wanted;
    private final Settings settings;
    private final Attempt attempt;
    private final Disk disk;
    private final Staging staging;
    private Baseline baseline;
    private Pouring.Poured poured;
    private String releaseName;
    private Optional<Mover> mover = Optional.empty();

    private TreePlacement(Wanted wanted, Settings settings, Attempt attempt, Disk disk, Staging staging)
            throws IOException, InterruptedException, DeployException {
        this.wanted = wanted;
        this.settings = settings;
        this.attempt = attempt;
        this.disk = disk;
        this.staging = staging;
        this.baseline = wanted.place().orElseThrow().baseline();
        this.releaseName = wanted.place().orElseThrow().target().releaseName();
        this.poured = pour();
    }

    static Placement stage(Wanted wanted, Settings settings, Attempt attempt)
            throws IOException, InterruptedException, DeployException {
        Disk disk = settings.disk();
        Path state = settings.stateDirectory();
        disk.privateDirectories(state);
        Path dest = wanted.place().orElseThrow().target().dest();
        Staging staging = Staging.create(disk, dest, state, wanted.manifest().stagingInside());
        attempt.onFailure(() -> {
            discard(staging, attempt);
            return TargetState.UNTOUCHED;
        });
        TreePlacement placement = new TreePlacement(wanted, settings, attempt, disk, staging);
        if (placement.baseline.unchanged() == Baseline.Unchanged.LEAVE) {
            Staged tree = placement.poured.tree();
            placement.refuse(STAGE, new Deletions(tree.removed(), tree.removed() + tree.changed() + tree.unchanged()));
        }
        return placement;
    }

    private Pouring.Poured pour() throws IOException, InterruptedException, DeployException {
        Path own = staging.path();
        Path dest = wanted.place().orElseThrow().target().dest();
        String name = own.startsWith(dest) ? dest.relativize(own).toString() : "";
        PathFilter inside = name.isEmpty() ? PathFilter.NOTHING : (path, directory) -> path.equals(name);
        Pouring.Poured result = new Pouring(wanted, settings, attempt, inside).into(rules -> {
            staging.clear();
            return Intake.into(staging, disk, baseline, rules);
        });
        Staged tree = result.tree();
        attempt.count(new FileCounts(tree.added(), tree.changed(), tree.removed(), tree.unchanged()));
        return result;
    }

    @Override
    public void activate() throws Exception {
        Wanted.Place place = wanted.place().orElseThrow();
        Path dest = place.target().dest();
        requireUnmoved(dest);
        refresh(place);
        Staged tree = poured.tree();
        List<Move> moves = place.syncer()
                .moves(Change.of(
                        poured.target(), tree.index(), tree.left(), baseline, tree.different(), goodReleases(dest)));
        releaseName = name(moves).orElse(releaseName);
        if (moves.isEmpty()) {
            return;
        }
        Mover carrier = new Mover(disk, dest, staging);
        mover = Optional.of(carrier);
        attempt.onFailure(() -> {
            close(carrier);
            discard(staging, attempt);
            return TargetState.UNTOUCHED;
        });
        refuse(ACTIVATE, carrier.deletions(moves, place.syncer().excluded(poured.target())));
        CommitThread.call(() -> {
            carrier.carryOut(moves, tree.toSync(), () -> attempt.onFailure(() -> undo(carrier)));
            return carrier;
        });
    }

    /** The destination still is where it was, and as safe, whatever {@code pre} commands did above it. */
    private void requireUnmoved(Path dest) throws IOException, DeployException {
        Path written = wanted.manifest().dest().orElseThrow();
        Path now = Destination.resolve(ACTIVATE, written);
        if (!now.equals(dest)) {
            throw new DeployException(
                    ACTIVATE,
                    "changed-meanwhile",
                    "dest " + written + " was " + dest + " before the pre commands and is " + now
                            + " now: deploy again if that is meant",
                    null);
        }
        Destination.requireSafe(ACTIVATE, dest);
        Path above = dest.getParent();
        if (above != null && !Files.isDirectory(above)) {
            throw new DeployException(
                    ACTIVATE,
                    "no-parent",
                    "the directory " + above + " above dest does not exist: make it beforehand, or in a pre command",
                    null);
        }
    }

    /** What {@code pre} commands, or anybody, changed of the baseline since it was read is read again, once. */
    private void refresh(Wanted.Place place) throws IOException, InterruptedException, DeployException {
        Baseline now = place.syncer().baseline(poured.target());
        List<String> stale = poured.tree().stale(staging);
        if (stale.isEmpty() && now.tree().equals(baseline.tree())) {
            return;
        }
        attempt.warn("the destination changed since it was compared; comparing it again");
        baseline = now;
        poured = pour();
        stale = poured.tree().stale(staging);
        if (!stale.isEmpty()) {
            throw new DeployException(
                    ACTIVATE,
                    "changed-meanwhile",
                    stale.size() + " files of the destination keep changing while they are deployed, " + stale.get(0)
                            + " among them; stop the application in pre, or exclude them",
                    null);
        }
    }

    private void refuse(DeployPhase phase, Deletions deletions) throws DeployException {
        if (deletions.isMass() && !wanted.manifest().allowMassDelete()) {
            throw new DeployException(
                    phase,
                    "mass-deletion",
                    "this would delete " + deletions.deleted() + " of the " + deletions.existing()
                            + " files at the destination; if that is meant, write allow_mass_delete: true into the"
                            + " manifest",
                    null);
        }
    }

    /** What the strategy called the whole tree when it put it somewhere below the destination. */
    private static Optional<String> name(List<Move> moves) {
        return moves.stream()
                .filter(move -> move instanceof Move.Put put
                        && put.staged().isEmpty()
                        && !put.at().isEmpty())
                .map(move -> Path.of(move.at()).getFileName().toString())
                .findFirst();
    }

    private List<String> goodReleases(Path dest) throws IOException {
        return settings.history(dest).entries().stream()
                .map(History.Entry::name)
                .toList();
    }

    private TargetState undo(Mover carrier) throws IOException {
        try {
            carrier.undo();
        } catch (IOException | RuntimeException e) {
            try (staging;
                    carrier) {
                throw new IOException(
                        Blame.sentence(e) + "; what was there before is kept in " + staging.path() + "/trash", e);
            }
        }
        close(carrier);
        discard(staging, attempt);
        return TargetState.RESTORED;
    }

    @Override
    public TargetState settle() {
        try {
            CommitThread.call(() -> {
                tidy("the release could not be recorded", this::remember);
                if (mover.isPresent()) {
                    tidy("old releases could not be removed", mover.get()::settle);
                    close(mover.get());
                }
                discard(staging, attempt);
                return staging;
            });
        } catch (Exception e) {
            attempt.warn("tidying up failed: " + Blame.sentence(e));
        }
        return mover.isPresent() ? TargetState.CHANGED : TargetState.UNTOUCHED;
    }

    /** Work that the release, which is in place, does not depend on. */
    @FunctionalInterface
    private interface Chore {
        void run() throws IOException;
    }

    private void tidy(String complaint, Chore chore) {
        try {
            chore.run();
        } catch (IOException | RuntimeException e) {
            attempt.warn("the release is in place, but " + complaint + ": " + Blame.sentence(e));
        }
    }

    private void remember() throws IOException {
        Path dest = wanted.place().orElseThrow().target().dest();
        History history = settings.history(dest);
        String release = wanted.manifest().release();
        history.add(new History.Entry(settings.clock().instant(), release, releaseName));
    }

    private void close(Mover carrier) {
        try {
            carrier.close();
        } catch (IOException e) {
            attempt.warn("a directory of the destination could not be closed: " + Blame.sentence(e));
        }
    }

    /** Removes staging. What stays of it harms nothing, so failing is a warning. */
    private static void discard(Staging staging, Attempt attempt) {
        try (staging) {
            staging.remove();
        } catch (IOException | RuntimeException e) {
            attempt.warn(staging.path() + " could not be removed, remove it by hand: " + Blame.sentence(e));
        }
    }
}
