package dev.towline;

import static dev.towline.DeployPhase.ACTIVATE;
import static dev.towline.DeployPhase.RESOLVE;
import static dev.towline.DeployPhase.STAGE;

import dev.towline.journal.History;
import dev.towline.journal.Journal;
import dev.towline.journal.KeptRelease;
import dev.towline.manifest.InvalidManifestException;
import dev.towline.sync.staging.Staging;
import dev.towline.trust.RejectedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes the deploy that the journal of a destination says was cut off, or takes it back. What fails three times is left
 * to a person or a newer release.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
    private static final URI LOST = URI.create("lost:manifest");

    private final Settings settings;
    private final LockedDestination here;

    Recovery(Settings settings, LockedDestination here) {
        this.settings = settings;
        this.here = here;
    }

    /** Does what is owed. How the deploy ended after all; empty when there was none to end. */
    Optional<DeployResult> run() throws IOException {
        here.hookTrace(settings.disk()).endOrphan();
        settings.disk().removeTree(here.scratch());
        Optional<Journal.Entry> owed = here.owed();
        sweep(owed);
        if (owed.isEmpty() && here.state().journal().exists()) {
            here.nothingOwed();
        }
        if (owed.isEmpty() || owed.get().isBroken()) {
            return Optional.empty();
        }
        Journal.Entry entry = owed.get().anotherTry(settings.clock().instant());
        LOG.warn(
                "{}: a deploy was cut off here and owes {}, try {}",
                here.state().owner(),
                entry.step(),
                entry.tries());
        if (entry.step() == Journal.Step.STAGE) {
            here.nothingOwed();
            return Optional.empty();
        }
        here.owe(entry);
        return goOn(entry);
    }

    /** Removes what nobody owns: staging directories that no journal names, or that it says to remove. */
    private void sweep(Optional<Journal.Entry> owed) throws IOException {
        if (!here.state().hasDestination()) {
            return;
        }
        Optional<Path> kept =
                owed.filter(entry -> entry.step() != Journal.Step.STAGE).flatMap(Journal.Entry::staging);
        try {
            for (Path left : Staging.sweep(settings.disk(), dest(), settings.stateDirectory(), kept)) {
                LOG.warn("{} was left behind by a deploy that was cut off and is removed", left);
            }
        } catch (IOException e) {
            LOG.warn("what deploys to {} left behind could not be removed: {}", dest(), Blame.sentence(e));
        }
    }

    private Path dest() throws IOException {
        return Path.of(here.state().owner());
    }

    private Optional<DeployResult> goOn(Journal.Entry entry) throws IOException {
        Optional<KeptRelease.Terms> terms = here.state().kept(entry.release()).terms();
        Settings own = terms.map(settings::under).orElse(settings);
        DeployRequest request =
                DeployRequest.of(terms.map(KeptRelease.Terms::location).orElse(LOST));
        request = entry.order().isEmpty() ? request : request.order(entry.order());
        try (Attempt attempt = new Attempt(entry.deploy(), request, own)) {
            attempt.goesOnAt(here, entry.release());
            if (isProven(entry)) {
                settle(entry, attempt);
                return Optional.empty();
            }
            Hooks hooks = new Hooks(own, attempt);
            hooks.areRecovered();
            Rollout rollout = new Rollout(own, attempt, hooks);
            attempt.onFailure(new CutOff(attempt));
            return Optional.of(rollout.tell(() -> switch (entry.step()) {
                case ACTIVATE -> activate(recall(entry, terms, own, attempt, hooks), own, attempt, rollout);
                case POST -> {
                    Wanted wanted = recall(entry, terms, own, attempt, hooks);
                    yield rollout.prove(attempt.phase(RESOLVE, () -> placed(wanted, entry, own, attempt)));
                }
                default -> throw takeBack(entry, terms, own, attempt, hooks);
            }));
        }
    }

    /** Whether the release was found good and that was written down. */
    private boolean isProven(Journal.Entry entry) throws IOException {
        return entry.step() == Journal.Step.SETTLE
                || here.state()
                        .history()
                        .find(entry.deploy())
                        .filter(History.Entry::isGood)
                        .isPresent();
    }

    /** Why what is being taken back is; its own commands are to be told, where they are still known. */
    private DeployException takeBack(
            Journal.Entry entry, Optional<KeptRelease.Terms> terms, Settings own, Attempt attempt, Hooks hooks) {
        try {
            recall(entry, terms, own, attempt, hooks);
        } catch (DeployException e) {
            attempt.warn("its failure commands are not known any more: " + e.getMessage());
        }
        return new DeployException(ACTIVATE, entry.kind(), entry.message(), null);
    }

    private Wanted recall(
            Journal.Entry entry, Optional<KeptRelease.Terms> terms, Settings own, Attempt attempt, Hooks hooks)
            throws DeployException {
        return attempt.phase(RESOLVE, () -> {
            if (terms.isEmpty()) {
                throw cutOff("the manifest of the deploy that was cut off is lost", null);
            }
            Wanted wanted;
            try {
                wanted =
                        new Resolver(own, attempt).recall(terms.get(), here, new Wanted.Task.Deploy(), hooks::belongTo);
            } catch (RejectedException | InvalidManifestException e) {
                throw cutOff("the deploy that was cut off cannot be finished: " + e.getMessage(), e);
            }
            hooks.follow(wanted.previous());
            if (!wanted.manifest().release().equals(entry.release())) {
                throw cutOff(
                        "the manifest of the deploy that was cut off says something else now: variables that its"
                                + " templates name have changed",
                        null);
            }
            return entry.leaves().isEmpty()
                    ? wanted
                    : wanted.with(new Wanted.Task.Return(
                            entry.leaves(), new Reversal(own, attempt).whole(wanted, here.state())));
        });
    }

    private static DeployException cutOff(String why, @Nullable Throwable cause) {
        return new DeployException(RESOLVE, "cut-off", why, cause);
    }

    /** Moves that began are made again, out of a tree that is staged again. */
    private DeployResult activate(Wanted wanted, Settings own, Attempt attempt, Rollout rollout)
            throws DeployException {
        Placement next = attempt.phase(STAGE, () -> Placement.stage(wanted, here, own, attempt));
        attempt.phase(ACTIVATE, () -> next.activate());
        return rollout.prove(next);
    }

    private Placement placed(Wanted wanted, Journal.Entry entry, Settings own, Attempt attempt) throws IOException {
        if (wanted.place().isEmpty()) {
            return new Placement.CommandsOnly(wanted, here, own, attempt);
        }
        Activation activation = Activation.resume(here, dest(), wanted.manifest(), settings, attempt);
        return KeptPlacement.resume(wanted, activation, entry.name(), here, own, attempt);
    }

    /** The release is good and remembered; only what it replaced is still there. */
    private void settle(Journal.Entry entry, Attempt attempt) throws IOException {
        if (!entry.leaves().isEmpty()) {
            new Bookkeeping(settings, attempt, here).left(entry.leaves(), entry.release());
        }
        if (entry.step() != Journal.Step.SETTLE) {
            here.step(Journal.Step.SETTLE);
        }
        if (entry.staging().filter(Files::isDirectory).isPresent()) {
            reopen(entry.staging().get(), attempt).sweepUp();
        } else {
            here.nothingOwed();
        }
    }

    private Activation reopen(Path staging, Attempt attempt) throws IOException {
        return Activation.reopen(here, dest(), settings, attempt, staging);
    }

    /** The way back of a deploy that was cut off, until it is known how it goes on. */
    private final class CutOff implements Attempt.WayBack {

        private final Attempt attempt;

        CutOff(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public TargetState go(DeployException failure) throws IOException {
            Journal.Entry owed = here.owed().orElseThrow();
            if (owed.staging().isEmpty()) {
                return TargetState.UNTOUCHED;
            }
            if (owed.step() == Journal.Step.RESTORED) {
                return TargetState.RESTORED;
            }
            Path staging = owed.staging().get();
            if (!Files.isDirectory(staging)) {
                throw Activation.lost(staging);
            }
            return reopen(staging, attempt).go(failure);
        }

        @Override
        public void clear() throws IOException {
            Optional<Path> staging = here.owed().flatMap(Journal.Entry::staging);
            if (staging.isPresent()) {
                here.step(Journal.Step.STAGE);
                attempt.tidy(
                        staging.get() + " could not be removed, the next deploy does it",
                        () -> settings.disk().removeTree(staging.get()));
            }
            here.nothingOwed();
        }
    }
}
