package dev.towline;

import dev.towline.journal.BusyException;
import dev.towline.journal.DestinationState;
import dev.towline.journal.History;
import dev.towline.journal.Journal;
import dev.towline.journal.KeptRelease;
import dev.towline.manifest.InvalidManifestException;
import dev.towline.manifest.Manifest;
import dev.towline.sync.index.Differences;
import dev.towline.sync.index.RecordedTree;
import dev.towline.sync.staging.Staging;
import dev.towline.trust.OwnerPolicy;
import dev.towline.trust.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what the state directory knows of destinations. Whatever is owed at one is done first, unless it is in use. */
final class Records {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private final Settings settings;

    Records(Settings settings) {
        this.settings = settings;
    }

    Verification verify(Path dest) throws IOException, InterruptedException {
        DestinationState state = known(dest);
        History.Entry current = state.history()
                .current()
                .orElseThrow(() -> new IOException(dest + ": no release was deployed there successfully"));
        RecordedTree recorded = Remembered.tree(state, current.release())
                .orElseThrow(() -> new IOException(
                        dest + ": the tree index of the release that is there is lost; deploy it again"));
        Differences differences = recorded.verify(settings.disk(), tree(state, current));
        return new Verification(
                dest, current.release(), differences.missing(), differences.changed(), differences.extra());
    }

    List<PastDeploy> history(Path dest) throws IOException, InterruptedException {
        return known(dest).history().entries().stream().map(PastDeploy::of).toList();
    }

    DestinationStatus status(Path dest) throws IOException, InterruptedException {
        return status(known(dest));
    }

    List<DestinationStatus> status() throws IOException, InterruptedException {
        recover();
        List<DestinationStatus> all = new ArrayList<>();
        for (DestinationState state : all()) {
            all.add(status(state));
        }
        return all;
    }

    List<DeployResult> recover() throws IOException, InterruptedException {
        List<DeployResult> results = new ArrayList<>();
        Optional<IOException> first = Optional.empty();
        for (DestinationState state : all()) {
            try {
                recover(state).ifPresent(results::add);
                collect(state);
            } catch (IOException e) { // the others shall not wait for it
                first.ifPresent(e::addSuppressed);
                first = Optional.of(e);
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
        return results;
    }

    private List<DestinationState> all() throws IOException {
        return DestinationState.all(settings.disk(), settings.stateDirectory()).stream()
                .sorted(Comparator.comparing(DestinationState::key))
                .toList();
    }

    private DestinationState known(Path dest) throws IOException, InterruptedException {
        Path place;
        try {
            place = Destination.resolve(
                    DeployPhase.RESOLVE, dest.toAbsolutePath().normalize());
        } catch (DeployException e) {
            throw new IOException(e.getMessage(), e);
        }
        DestinationState state = DestinationState.of(settings.disk(), settings.stateDirectory(), place);
        if (!state.exists()) {
            throw new IOException(
                    dest + ": nothing was deployed there with the state directory " + settings.stateDirectory());
        }
        recover(state);
        return state;
    }

    private Optional<DeployResult> recover(DestinationState state) throws IOException, InterruptedException {
        if (!state.journal().exists() && !isLittered(state)) {
            return Optional.empty();
        }
        try (LockedDestination here = LockedDestination.lock(settings, state, "recovery", Duration.ZERO)) {
            return new Recovery(settings, here).run();
        } catch (BusyException e) {
            return Optional.empty(); // whoever holds it is alive, so nothing is owed yet
        }
    }

    /** Whether staging directories are there; who has no journal owns none of them. */
    private boolean isLittered(DestinationState state) throws IOException {
        if (!state.hasDestination()) {
            return false;
        }
        Path dest = Path.of(state.owner());
        try {
            return !Staging.left(settings.disk(), dest, settings.stateDirectory())
                    .isEmpty();
        } catch (IOException e) {
            LOG.warn("whether deploys to {} left something behind cannot be seen: {}", dest, Blame.sentence(e));
            return false;
        }
    }

    /** Removes the record of a destination that is gone, unless something is owed there or somebody is at it. */
    private void collect(DestinationState state) throws IOException, InterruptedException {
        if (!isCollectable(state)) {
            return;
        }
        try (LockedDestination here = LockedDestination.lock(settings, state, "collection", Duration.ZERO)) {
            if (isCollectable(here.state())) {
                LOG.warn("{} is gone, and its record {} is removed", state.owner(), state.directory());
                state.remove();
            }
        } catch (BusyException e) {
            LOG.debug("{} is gone and in use", state.directory(), e);
        }
    }

    private static boolean isCollectable(DestinationState state) throws IOException {
        return !state.journal().exists() && state.isGone();
    }

    private DestinationStatus status(DestinationState state) throws IOException {
        Optional<History.Entry> current = state.history().current();
        List<History.Entry> entries = state.history().entries();
        Optional<History.Entry> last =
                entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
        return new DestinationStatus(
                state.hasDestination() ? Optional.of(Path.of(state.owner())) : Optional.empty(),
                current.isPresent() ? deployment(state, current.get()) : Optional.empty(),
                current.map(History.Entry::release),
                current.map(History.Entry::at),
                last.map(PastDeploy::of),
                state.journal().read().map(Records::unfinished),
                state.quarantine().entries().stream()
                        .map(entry -> new DestinationStatus.Quarantined(entry.release(), entry.since(), entry.reason()))
                        .toList());
    }

    /** Unknown where the manifest cannot be read as things are now, for want of variables that its templates name. */
    private Optional<String> deployment(DestinationState state, History.Entry entry) {
        try {
            return manifest(state, entry).flatMap(Manifest::deployment);
        } catch (IOException e) {
            LOG.debug("{}", state.directory(), e);
            return Optional.empty();
        }
    }

    private static DestinationStatus.Unfinished unfinished(Journal.Entry entry) {
        return new DestinationStatus.Unfinished(
                entry.release(),
                entry.step().name().toLowerCase(Locale.ROOT),
                entry.isBroken(),
                Optional.of(entry.reason()).filter(reason -> !reason.isEmpty()).map(reason -> entry.message()));
    }

    /** Where the current release's tree is. */
    private Path tree(DestinationState state, History.Entry current) throws IOException {
        Path dest = Path.of(state.owner());
        Manifest manifest = manifest(state, current)
                .orElseThrow(() -> new IOException(dest + ": the manifest of the release that is there is lost"));
        try {
            return Resolver.place(settings, manifest, OwnerPolicy.runningUser())
                    .baseline()
                    .tree();
        } catch (RejectedException | DeployException e) {
            throw new IOException(dest + ": " + e.getMessage(), e);
        }
    }

    private Optional<Manifest> manifest(DestinationState state, History.Entry entry) throws IOException {
        Optional<KeptRelease.Terms> terms = state.kept(entry.release()).terms();
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Manifest.parse(
                    settings.trust().readmit(terms.get().location(), terms.get().text()), settings.manifestOptions()));
        } catch (InvalidManifestException e) {
            throw new IOException(
                    "the manifest of " + entry.release() + " cannot be read any more: " + e.getMessage(), e);
        }
    }
}
