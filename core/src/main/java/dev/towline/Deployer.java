package dev.towline;

import static dev.towline.DeployPhase.ACTIVATE;
import static dev.towline.DeployPhase.CHECK;
import static dev.towline.DeployPhase.FAILURE;
import static dev.towline.DeployPhase.POST;
import static dev.towline.DeployPhase.PRE;
import static dev.towline.DeployPhase.RESOLVE;
import static dev.towline.DeployPhase.STAGE;
import static dev.towline.DeployPhase.SUCCESS;

import java.net.URI;

/**
 * Deploys releases on this host: fetches a manifest and its artifact, proves them, runs the commands and puts the files
 * in place, or takes everything back. Immutable and safe for use by several threads; deploys to different destinations
 * run side by side.
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

    /** Deploys the release that the manifest at {@code manifest} names; see {@link #deploy(DeployRequest)}. */
    public DeployResult deploy(URI manifest) {
        return deploy(DeployRequest.of(manifest));
    }

    /**
     * Deploys a release and blocks until it is in place or everything was taken back. Failures are results, not
     * exceptions. An interrupt of the calling thread, like the request's deadline, is a failure of the phase it hits:
     * what was done is taken back, {@code failure} commands run, and the interrupt flag is set again on return.
     */
    public DeployResult deploy(DeployRequest request) {
        try (Attempt attempt = new Attempt(request, settings)) {
            Hooks hooks = new Hooks(settings, attempt);
            try {
                TargetState target = converge(attempt, hooks);
                hooks.tell(SUCCESS);
                return attempt.deployed(target);
            } catch (DeployException failure) {
                TargetState target = attempt.takeBack(failure);
                hooks.tell(FAILURE, failure);
                return attempt.failed(failure, target);
            }
        }
    }

    private TargetState converge(Attempt attempt, Hooks hooks) throws DeployException {
        Wanted wanted = attempt.phase(RESOLVE, () -> new Resolver(settings, attempt).resolve(hooks::belongTo));
        hooks.follow(wanted.previous());
        Placement next = attempt.phase(STAGE, () -> Placement.stage(wanted, settings, attempt));
        attempt.phase(PRE, () -> hooks.run(PRE));
        attempt.phase(ACTIVATE, () -> next.activate());
        attempt.phase(POST, () -> hooks.run(POST));
        attempt.phase(CHECK, () -> hooks.check());
        attempt.protect();
        return next.settle();
    }

    /**
     * Finds out what a deploy would change, without changing anything: the artifact is fetched and verified, compared
     * with the destination, and forgotten. No command is run; a mass deletion is shown, not refused.
     *
     * @throws DeployException when the deploy would fail in RESOLVE or STAGE
     */
    public DeployPlan plan(DeployRequest request) throws DeployException {
        try (Attempt attempt = new Attempt(request, settings)) {
            Wanted wanted = attempt.phase(RESOLVE, () -> new Resolver(settings, attempt).resolve(manifest -> {}));
            return attempt.phase(STAGE, () -> new Planning(wanted, settings, attempt).plan());
        }
    }
}
