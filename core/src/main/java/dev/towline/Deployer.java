package dev.towline;

import static dev.towline.DeployPhase.RESOLVE;
import static dev.towline.DeployPhase.STAGE;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Deploys releases on this host: fetches a manifest and its artifact, proves them, runs the commands and puts the files
 * in place, or takes everything back. Immutable and safe for use by several threads; deploys to different destinations
 * run side by side, those to one destination one after the other.
 *
 * <p>What a process that was killed left undone is done first by whichever call comes to the destination next; see
 * {@link #recover}.
 */
public final class Deployer {

    private final Settings settings;

    Deployer(Settings settings) {
        this.settings = settings;
    }

    /** Begins a deployer. Needed are at least one source, trust and a state directory. */
    public static DeployerBuilder builder() {
        return new DeployerBuilder();
    }

    /** Where it keeps what it knows of its destinations; absolute. It is there once something was deployed. */
    public Path stateDirectory() {
        return settings.stateDirectory();
    }

    /** Deploys the release that the manifest at {@code manifest} names; see {@link #deploy(DeployRequest)}. */
    public DeployResult deploy(URI manifest) {
        return deploy(DeployRequest.of(manifest));
    }

    /**
     * Deploys a release and blocks until it is in place or everything was taken back. Failures are results, not
     * exceptions. An interrupt of the calling thread, like the request's deadline, is a failure of the phase it hits:
     * what was done is taken back, {@code failure} commands run, and the interrupt flag is set again on return.
     *
     * <p>A release that is in place already and still is as it was deployed ends {@link DeployResult.AlreadyCurrent}; where
     * something of it drifted that alone is put right, and {@code post} and {@code check} run. An order that was not
     * carried out yet runs all phases ({@link DeployRequest#order}).
     */
    public DeployResult deploy(DeployRequest request) {
        try (Attempt attempt = new Attempt(request, settings)) {
            Hooks hooks = new Hooks(settings, attempt);
            Rollout rollout = new Rollout(settings, attempt, hooks);
            return rollout.tell(() -> rollout.deploy(
                    attempt.phase(RESOLVE, () -> new Resolver(settings, attempt).resolve(hooks::belongTo))));
        }
    }

    /**
     * Finds out what a deploy would change, without changing anything: the artifact is fetched and verified, compared
     * with the destination, and forgotten. No command is run; a mass deletion is shown, not refused.
     *
     * @throws DeployException when the deploy would fail in RESOLVE or STAGE
     */
    public DeployPlan plan(DeployRequest request) throws DeployException {
        try (Attempt attempt = new Attempt(request, settings)) {
            Wanted wanted = attempt.phase(RESOLVE, () -> new Resolver(settings, attempt).look());
            return attempt.phase(STAGE, () -> new Planning(wanted, settings, attempt).plan());
        }
    }

    /**
     * Goes back to the release that was good at {@code dest} before the one that is there now: all phases run, with that
     * release's own commands. Where its tree is still kept there it is verified by digest and used; else its artifact is
     * fetched again. The release left behind goes to quarantine. Ends {@link DeployResult.Deployed} when that worked.
     *
     * @param dest as manifests write it
     */
    public DeployResult rollback(Path dest) {
        try (Attempt attempt =
                new Attempt(DeployRequest.of(dest.toAbsolutePath().toUri()), settings)) {
            Hooks hooks = new Hooks(settings, attempt);
            Rollout rollout = new Rollout(settings, attempt, hooks);
            return rollout.tell(() ->
                    rollout.deploy(attempt.phase(RESOLVE, () -> new Reversal(settings, attempt).resolve(dest, hooks))));
        }
    }

    /**
     * Compares {@code dest} with the release that is there, file by file and byte by byte. Changes nothing.
     *
     * @param dest as manifests write it
     * @throws IOException when nothing was deployed there, or it cannot be read; the message says which
     */
    public Verification verify(Path dest) throws IOException, InterruptedException {
        return new Records(settings).verify(dest);
    }

    /** The deploys to {@code dest} that are over, oldest first; at most 100. */
    public List<PastDeploy> history(Path dest) throws IOException, InterruptedException {
        return new Records(settings).history(dest);
    }

    /**
     * What is at {@code dest} now, since when, and what is owed or in quarantine there.
     *
     * @throws IOException when nothing is known of it
     */
    public DestinationStatus status(Path dest) throws IOException, InterruptedException {
        return new Records(settings).status(dest);
    }

    /** The status of everything that the state directory knows, in the order of destinations. */
    public List<DestinationStatus> status() throws IOException, InterruptedException {
        return new Records(settings).status();
    }

    /**
     * Finishes deploys that were cut off when their process ended, or takes them back; destinations that somebody deploys to
     * right now are left alone. Programs call it when they start; every other call that comes to a destination does the same
     * for that one. How these deploys ended is told to listeners, too.
     *
     * <p>Staging directories that nobody owns are removed, and so is what is known of a destination once the directory that
     * it was in is certainly gone, or another one is there in its place. A destination whose file system is not mounted is
     * not gone, as far as the nearest directory above it tells: that is on another file system then.
     */
    public List<DeployResult> recover() throws IOException, InterruptedException {
        return new Records(settings).recover();
    }
}
