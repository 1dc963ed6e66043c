package dev.towline;

import static dev.towline.DeployPhase.RESOLVE;

import dev.towline.disk.NativeText;
import dev.towline.journal.DestinationState;
import dev.towline.journal.History;
import dev.towline.journal.Journal;
import dev.towline.journal.KeptRelease;
import dev.towline.journal.Quarantine;
import dev.towline.manifest.InvalidManifestException;
import dev.towline.manifest.Manifest;
import dev.towline.source.download.Fetch;
import dev.towline.sync.PathFilter;
import dev.towline.sync.Syncer;
import dev.towline.sync.Target;
import dev.towline.trust.OwnerPolicy;
import dev.towline.trust.RejectedException;
import dev.towline.trust.Trust;
import dev.towline.trust.Trusted;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The RESOLVE phase: from a manifest's address to a manifest that is believed, and where it goes. Changes nothing. */
final class Resolver {

    private final Settings settings;
    private final Attempt attempt;
    private final NativeText nativeText = NativeText.ofThisJvm();

    Resolver(Settings settings, Attempt attempt) {
        this.settings = settings;
        this.attempt = attempt;
    }

    /**
     * What is to be done for the manifest that was asked for. From here on this deploy alone may change the destination,
     * and nothing is owed there by an earlier one. {@code believed} is told of the manifest as soon as its commands may be
     * run.
     */
    Wanted resolve(Consumer<Manifest> believed) throws Exception {
        Trusted trusted = admit();
        Manifest manifest = judge(trusted);
        LockedDestination here = lock(manifest);
        new Recovery(settings, here).run();
        settings.trust()
                .judgeSerial(
                        manifest,
                        here.state().serials().read(),
                        settings.clock().instant());
        requireWelcome(manifest, here);
        believed.accept(manifest);
        Wanted wanted = wanted(manifest, terms(trusted, manifest), previous(here.state()), new Wanted.Task.Deploy());
        boolean all = attempt.request().isAgain() || here.owed().isPresent();
        return all ? wanted : wanted.with(new Standing(settings, attempt, here).task(wanted));
    }

    /** What would be to be done, without locking or changing anything. */
    Wanted look() throws Exception {
        Trusted trusted = admit();
        Manifest manifest = judge(trusted);
        DestinationState state = record(manifest);
        settings.trust()
                .judgeSerial(manifest, state.serials().read(), settings.clock().instant());
        return wanted(manifest, terms(trusted, manifest), previous(state), new Wanted.Task.Deploy());
    }

    /** A release that this host deployed before, on the terms of then: policy has had its say about it. */
    Wanted recall(KeptRelease.Terms terms, LockedDestination here, Wanted.Task task, Consumer<Manifest> believed)
            throws Exception {
        Manifest manifest = reread(terms);
        attempt.know(manifest);
        requireExpressible(manifest);
        believed.accept(manifest);
        return wanted(manifest, terms, previous(here.state()), task);
    }

    /** The manifest of a release that this host deployed before. */
    Manifest reread(KeptRelease.Terms terms) throws InvalidManifestException {
        Manifest manifest =
                Manifest.parse(settings.trust().readmit(terms.location(), terms.text()), settings.manifestOptions());
        attempt.hide(manifest.secrets());
        return manifest;
    }

    private Trusted admit() throws IOException, InterruptedException, RejectedException, DeployException {
        delay();
        URI location = attempt.request().manifest();
        Trust trust = settings.trust();
        trust.checkManifest(location);
        byte[] bytes = fetch(location, Manifest.MAX_BYTES);
        return trust.admit(
                location, bytes, attempt.request().signature(), place -> fetch(place, Trust.MAX_SIGNATURE_BYTES));
    }

    private Manifest judge(Trusted trusted) throws InvalidManifestException, RejectedException, DeployException {
        Manifest manifest = Manifest.parse(trusted, settings.manifestOptions());
        attempt.know(manifest);
        settings.trust().judge(manifest, settings.clock().instant());
        requireDeployment(manifest);
        requireExpressible(manifest);
        return manifest;
    }

    private KeptRelease.Terms terms(Trusted trusted, Manifest manifest) throws RejectedException {
        OwnerPolicy owner = settings.trust().ownerFor(manifest);
        return new KeptRelease.Terms(
                new String(trusted.bytes(), StandardCharsets.UTF_8),
                URI.create(attempt.request().toString()),
                owner.equals(OwnerPolicy.runningUser()) ? "" : owner.toString(),
                settings.hookVariables(),
                settings.hooksInheritEnvironment());
    }

    private Wanted wanted(Manifest manifest, KeptRelease.Terms terms, Optional<String> previous, Wanted.Task task)
            throws IOException, RejectedException, DeployException {
        if (manifest.src().isEmpty()) {
            return new Wanted(manifest, terms, Optional.empty(), previous, task);
        }
        settings.source(manifest.src().get());
        OwnerPolicy owner = terms.owner().isEmpty() ? OwnerPolicy.runningUser() : OwnerPolicy.parse(terms.owner());
        return new Wanted(manifest, terms, Optional.of(place(settings, manifest, owner)), previous, task);
    }

    private static Optional<String> previous(DestinationState state) throws IOException {
        return state.history().current().map(History.Entry::release);
    }

    private LockedDestination lock(Manifest manifest) throws Exception {
        settings.disk().privateDirectories(settings.stateDirectory());
        DestinationState state = record(manifest);
        LockedDestination here = LockedDestination.lock(
                settings, state, manifest.release(), attempt.request().patience());
        attempt.holds(here);
        state.make(manifest.dest().isPresent() ? dest(manifest).toString() : name(manifest));
        return here;
    }

    private DestinationState record(Manifest manifest) throws IOException, DeployException {
        if (manifest.dest().isEmpty()) {
            return DestinationState.ofDeployment(settings.disk(), settings.stateDirectory(), name(manifest));
        }
        return DestinationState.of(settings.disk(), settings.stateDirectory(), dest(manifest));
    }

    private static Path dest(Manifest manifest) throws IOException, DeployException {
        return Destination.resolve(RESOLVE, manifest.dest().orElseThrow());
    }

    /** What a manifest without a destination is known by. */
    private String name(Manifest manifest) {
        return manifest.deployment().orElseGet(() -> attempt.request().toString());
    }

    /** Neither taken back here before, nor given up. */
    private void requireWelcome(Manifest manifest, LockedDestination here) throws IOException, DeployException {
        Instant retried = attempt.request().retryQuarantinedBefore().orElse(Instant.MIN);
        Optional<Quarantine.Entry> quarantined = here.state()
                .quarantine()
                .find(manifest.release())
                .filter(entry -> !entry.since().isBefore(retried));
        if (quarantined.isPresent()) {
            throw DeployException.rejection(
                    RESOLVE,
                    "quarantined",
                    "this release is in quarantine here since "
                            + quarantined.get().since() + ": "
                            + quarantined.get().reason()
                            + "; deploy another one, or ask for a retry of quarantined ones",
                    null);
        }
        Optional<Journal.Entry> owed =
                here.owed().filter(entry -> !entry.since().isBefore(retried));
        if (owed.isPresent() && owed.get().release().equals(manifest.release())) {
            throw new DeployException(
                    RESOLVE,
                    "broken",
                    "this release could not be finished here, nor taken back ("
                            + owed.get().reason() + "); deploy a newer one, or ask for a retry of quarantined ones",
                    null);
        }
    }

    private void delay() throws InterruptedException {
        long most = settings.randomDelay().toMillis();
        if (most > 0) {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most + 1));
        }
    }

    private byte[] fetch(URI location, long limit) throws IOException, InterruptedException, DeployException {
        Fetch fetch = settings.downloads()
                .fetch(settings.source(location), location)
                .atMost(limit)
                .redirectsOnlyTo(settings.trust()::allowsManifest)
                .connectsOnlyTo(settings.trust()::allowsAddress)
                .warnings(attempt::warn);
        byte[] bytes = fetch.readAll();
        attempt.fetched(bytes.length);
        return bytes;
    }

    private void requireDeployment(Manifest manifest) throws DeployException {
        Optional<String> wanted = attempt.request().deployment();
        if (wanted.isPresent() && !wanted.equals(manifest.deployment())) {
            String found =
                    manifest.deployment().map(name -> "for deployment " + name).orElse("for no named deployment");
            throw DeployException.rejection(
                    RESOLVE, "wrong-deployment", "the manifest is " + found + ", not for " + wanted.get(), null);
        }
    }

    /** What the operating system could not be told as it is would be done to something else. */
    private void requireExpressible(Manifest manifest) throws DeployException {
        try {
            requireNativeText(manifest);
        } catch (IOException e) {
            throw new DeployException(RESOLVE, "unsupported-locale", String.valueOf(e.getMessage()), null);
        }
    }

    private void requireNativeText(Manifest manifest) throws IOException {
        nativeText.require("dest", manifest.dest().map(Path::toString).orElse(""));
        for (List<String> commands : List.of(
                manifest.commands().pre(),
                manifest.commands().post(),
                manifest.commands().success(),
                manifest.commands().failure(),
                manifest.check().map(check -> check.commands()).orElse(List.of()))) {
            for (String command : commands) {
                nativeText.require("a command", command);
            }
        }
        for (Map.Entry<String, String> variable : manifest.commands().env().entrySet()) {
            nativeText.require("commands.env " + variable.getKey(), variable.getValue());
        }
    }

    /** Where a manifest's artifact goes and how. */
    static Wanted.Place place(Settings settings, Manifest manifest, OwnerPolicy owner)
            throws IOException, RejectedException, DeployException {
        Syncer syncer = settings.syncers().get(manifest.syncStrategy());
        if (syncer == null) {
            throw DeployException.rejection(
                    RESOLVE,
                    "unknown-strategy",
                    "sync_strategy " + manifest.syncStrategy() + " is none of "
                            + settings.syncers().keySet(),
                    null);
        }
        Path dest = dest(manifest);
        settings.trust().judgeDest(dest);
        Destination.requireSafe(RESOLVE, dest);
        Target target = Target.of(dest, releaseName(manifest))
                .destMode(manifest.destMode())
                .keepReleases(manifest.keepReleases())
                .shareLinks(manifest.share() == Manifest.Share.LINK)
                .excluding(excludes(manifest));
        return new Wanted.Place(syncer, target, syncer.baseline(target), owner);
    }

    private static PathFilter excludes(Manifest manifest) throws DeployException {
        try {
            return PathFilter.rsync(List.of(), manifest.excludes());
        } catch (IllegalArgumentException e) {
            throw DeployException.rejection(RESOLVE, "invalid-manifest", String.valueOf(e.getMessage()), e);
        }
    }

    private static String releaseName(Manifest manifest) {
        String digest = manifest.release().substring(0, 12);
        return manifest.serial().isPresent() ? manifest.serial().getAsLong() + "-" + digest : digest;
    }
}
