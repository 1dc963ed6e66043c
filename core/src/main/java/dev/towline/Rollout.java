package dev.towline;

import static dev.towline.DeployPhase.ACTIVATE;
import static dev.towline.DeployPhase.CHECK;
import static dev.towline.DeployPhase.FAILURE;
import static dev.towline.DeployPhase.POST;
import static dev.towline.DeployPhase.PRE;
import static dev.towline.DeployPhase.STAGE;
import static dev.towline.DeployPhase.SUCCESS;

import dev.towline.journal.History;
import dev.towline.journal.KeptRelease;
import java.io.IOException;
import java.util.Optional;

/** The story of one deploy from the moment on when it is known what is wanted, told to its end, whatever that is. */
final class Rollout {

    private final Settings settings;
    private final Attempt attempt;
    private final Hooks hooks;

    /** How the story goes when all goes well. */
    @FunctionalInterface
    interface Tale {
        DeployResult told() throws DeployException;
    }

    Rollout(Settings settings, Attempt attempt, Hooks hooks) {
        this.settings = settings;
        this.attempt = attempt;
        this.hooks = hooks;
    }

    /** Tells a tale; when that fails, the story of taking everything back. */
    DeployResult tell(Tale tale) {
        try {
            return tale.told();
        } catch (DeployException failure) {
            TargetState target = attempt.takeBack(failure);
            if (target == TargetState.RESTORED) {
                target = welcomeBack();
            }
            hooks.tell(FAILURE, failure);
            return attempt.failed(failure, target);
        }
    }

    /** From what is wanted to the release in place. */
    DeployResult deploy(Wanted wanted) throws DeployException {
        hooks.follow(wanted.previous());
        if (wanted.task() instanceof Wanted.Task.Nothing) {
            return attempt.alreadyCurrent();
        }
        Placement next = attempt.phase(STAGE, () -> Placement.stage(wanted, attempt.here(), settings, attempt));
        if (!(wanted.task() instanceof Wanted.Task.Repair)) {
            attempt.phase(PRE, () -> hooks.run(PRE));
        }
        attempt.phase(ACTIVATE, () -> next.activate());
        return prove(next);
    }

    /** From moves that were made to the release in place. */
    DeployResult prove(Placement placed) throws DeployException {
        attempt.phase(POST, () -> hooks.run(POST));
        attempt.phase(CHECK, () -> hooks.check());
        attempt.protect();
        TargetState target = placed.settle();
        hooks.tell(SUCCESS);
        return attempt.deployed(target);
    }

    /** Tells the release that came back, whose application the failed one may have restarted, by its {@code post}. */
    TargetState welcomeBack() {
        try {
            attempt.protect();
            Optional<KeptRelease.Terms> terms = restored();
            if (terms.isPresent()) {
                Hooks its = new Hooks(settings.under(terms.get()), attempt);
                its.because("rolled-back");
                its.follow(attempt.release());
                its.belongTo(new Resolver(settings, attempt).reread(terms.get()));
                attempt.phase(POST, () -> its.run(POST));
            }
            return TargetState.RESTORED;
        } catch (Exception e) {
            attempt.warn(
                    "the release that came back could not be told, the destination needs a look: " + Blame.sentence(e));
            return TargetState.UNKNOWN;
        }
    }

    private Optional<KeptRelease.Terms> restored() throws IOException {
        Optional<String> release = attempt.here().state().history().current().map(History.Entry::release);
        Optional<KeptRelease.Terms> terms = release.isEmpty()
                ? Optional.empty()
                : attempt.here().state().kept(release.get()).terms();
        if (release.isPresent() && terms.isEmpty()) {
            attempt.warn("the manifest of the release that came back is lost: its post commands were not run");
        }
        return terms;
    }
}
