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
        Disk disk = new Disk();
        Path state = settings.stateDirectory();
        disk.privateDirectories(state);
        Path dest = wanted.place().orElseThrow().target().dest();
        Staging staging = Staging.create(disk, dest, state, wanted.manifest().stagingInside());
        attempt.onFailure(() -> {
            discard(staging);
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
        PathFilter inside = (path, directory) -> dest.resolve(path).equals(own);
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
        refuse(ACTIVATE, carrier.deletions(moves, place.syncer().excluded(poured.target())));
        mover = Optional.of(carrier);
        attempt.onFailure(() -> {
            try (carrier) {
                carrier.undo();
            }
            discard(staging);
            return TargetState.RESTORED;
        });
        CommitThread.call(() -> {
            carrier.carryOut(moves, tree.toSync(), () -> {});
            return carrier;
        });
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
        return History.of(disk, settings.stateDirectory(), dest).entries().stream()
                .map(History.Entry::name)
                .toList();
    }

    @Override
    public TargetState settle() {
        try {
            CommitThread.call(() -> {
                remember();
                if (mover.isPresent()) {
                    try (Mover carrier = mover.get()) {
                        carrier.settle();
                    }
                }
                discard(staging);
                return staging;
            });
        } catch (Exception e) {
            attempt.warn("the release is in place, but tidying up after it failed: " + e.getMessage());
        }
        return mover.isPresent() ? TargetState.CHANGED : TargetState.UNTOUCHED;
    }

    private void remember() throws IOException {
        Path dest = wanted.place().orElseThrow().target().dest();
        History history = History.of(disk, settings.stateDirectory(), dest);
        String release = wanted.manifest().release();
        history.add(new History.Entry(settings.clock().instant(), release, releaseName));
    }

    private static void discard(Staging staging) throws IOException {
        try (staging) {
            staging.remove();
        }
    }
}
