package dev.towline;

import static dev.towline.DeployPhase.ACTIVATE;
import static dev.towline.DeployPhase.STAGE;

import dev.towline.journal.BusyException;
import dev.towline.journal.History;
import dev.towline.sync.Baseline;
import dev.towline.sync.Change;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.mover.Deletions;
import dev.towline.sync.staging.Intake;
import dev.towline.sync.staging.Staged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The placement of a tree: poured into staging near its destination, moved from there, and back if need be. */
final class TreePlacement implements Placement {

    private final Wanted wanted;
    private final LockedDestination here;
    private final Settings settings;
    private final Attempt attempt;
    private final Activation activation;
    private Baseline baseline;
    private Pouring.Poured poured;
    private String releaseName;

    private TreePlacement(
            Wanted wanted, LockedDestination here, Settings settings, Attempt attempt, Activation activation)
            throws IOException, InterruptedException, DeployException {
        this.wanted = wanted;
        this.here = here;
        this.settings = settings;
        this.attempt = attempt;
        this.activation = activation;
        this.baseline = wanted.place().orElseThrow().baseline();
        this.releaseName = wanted.place().orElseThrow().target().releaseName();
        this.poured = pour();
    }

    static TreePlacement stage(Wanted wanted, LockedDestination here, Settings settings, Attempt attempt)
            throws IOException, InterruptedException, DeployException {
        Path dest = wanted.place().orElseThrow().target().dest();
        Activation activation = Activation.begin(
                here, dest, wanted.manifest(), Placement.entry(wanted, here, settings, attempt), settings, attempt);
        TreePlacement placement = new TreePlacement(wanted, here, settings, attempt, activation);
        if (placement.baseline.unchanged() == Baseline.Unchanged.LEAVE) {
            Staged tree = placement.poured.tree();
            placement.refuse(STAGE, new Deletions(tree.removed(), tree.removed() + tree.changed() + tree.unchanged()));
        }
        return placement;
    }

    private Pouring.Poured pour() throws IOException, InterruptedException, DeployException {
        Path own = activation.staging().path();
        Path dest = wanted.place().orElseThrow().target().dest();
        String name = own.startsWith(dest) ? dest.relativize(own).toString() : "";
        PathFilter ofHooks = wanted.untouched();
        PathFilter hidden =
                (path, directory) -> (!name.isEmpty() && path.equals(name)) || ofHooks.excludes(path, directory);
        Pouring.Poured result = new Pouring(wanted, settings, attempt, hidden).into(rules -> {
            activation.staging().clear();
            return Intake.into(activation.staging(), settings.disk(), baseline, rules);
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
                        poured.target(), tree.index(), tree.left(), baseline, tree.different(), goodReleases()));
        releaseName = name(moves).orElse(releaseName);
        if (!moves.isEmpty()) {
            refuse(ACTIVATE, activation.deletions(moves, place.syncer().excluded(poured.target())));
        }
        activation.carryOut(moves, tree.toSync(), releaseName);
    }

    /** The destination still is where it was, and as safe, whatever {@code pre} commands did above it. */
    private void requireUnmoved(Path dest) throws Exception {
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
        try {
            here.follow(settings, dest);
        } catch (BusyException e) {
            throw new DeployException(
                    ACTIVATE,
                    "changed-meanwhile",
                    "directories above dest were made meanwhile, and " + e.getMessage(),
                    e);
        }
    }

    /** What {@code pre} commands, or anybody, changed of the baseline since it was read is read again, once. */
    private void refresh(Wanted.Place place) throws IOException, InterruptedException, DeployException {
        Baseline now = place.syncer().baseline(poured.target());
        List<String> stale = poured.tree().stale(activation.staging());
        if (stale.isEmpty() && now.tree().equals(baseline.tree())) {
            return;
        }
        attempt.warn("the destination changed since it was compared; comparing it again");
        baseline = now;
        poured = pour();
        stale = poured.tree().stale(activation.staging());
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

    /** Those in quarantine first: nobody will go back to them. */
    private List<String> goodReleases() throws IOException {
        List<String> names = new ArrayList<>();
        List<String> shunned = new ArrayList<>();
        for (History.Entry entry : here.state().history().good()) {
            boolean quarantined =
                    here.state().quarantine().find(entry.release()).isPresent();
            (quarantined ? shunned : names).add(entry.name());
        }
        shunned.addAll(names);
        return List.copyOf(shunned);
    }

    @Override
    public TargetState settle() {
        Remembering remembering = new Remembering(wanted, here, settings, attempt);
        return activation.settle(target -> remembering.remember(
                target, releaseName, Optional.of(poured.tree().index()), poured.target()));
    }
}
