package dev.towline;

import static dev.towline.DeployPhase.RESOLVE;

import dev.towline.disk.NativeText;
import dev.towline.journal.History;
import dev.towline.manifest.InvalidManifestException;
import dev.towline.manifest.Manifest;
import dev.towline.source.download.Fetch;
import dev.towline.sync.PathFilter;
import dev.towline.sync.Syncer;
import dev.towline.sync.Target;
import dev.towline.trust.RejectedException;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** {@code believed} is told of the manifest as soon as its commands may be run. */
    Wanted resolve(Consumer<Manifest> believed)
            throws IOException, InterruptedException, RejectedException, InvalidManifestException, DeployException {
        delay();
        Trust trust = settings.trust();
        URI location = attempt.request().manifest();
        trust.checkManifest(location);
        Manifest manifest = Manifest.parse(trust.admit(location, fetch(location)), settings.manifestOptions());
        attempt.know(manifest);
        trust.judge(manifest, settings.clock().instant());
        requireDeployment(manifest);
        requireExpressible(manifest);
        believed.accept(manifest);
        if (manifest.src().isEmpty()) {
            return new Wanted(
                    manifest,
                    Optional.empty(),
                    settings.history(manifest, attempt.request()).latest().map(History.Entry::release));
        }
        settings.source(manifest.src().get());
        Wanted.Place place = place(manifest);
        return new Wanted(manifest, Optional.of(place), previous(place.target().dest()));
    }

    private void delay() throws InterruptedException {
        long most = settings.randomDelay().toMillis();
        if (most > 0) {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most + 1));
        }
    }

    private byte[] fetch(URI location) throws IOException, InterruptedException, DeployException {
        Fetch fetch = settings.downloads()
                .fetch(settings.source(location), location)
                .atMost(Manifest.MAX_BYTES)
                .redirectsOnlyTo(settings.trust()::allowsManifest)
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

    private Wanted.Place place(Manifest manifest) throws IOException, RejectedException, DeployException {
        Syncer syncer = settings.syncers().get(manifest.syncStrategy());
        if (syncer == null) {
            throw DeployException.rejection(
                    RESOLVE,
                    "unknown-strategy",
                    "sync_strategy " + manifest.syncStrategy() + " is none of "
                            + settings.syncers().keySet(),
                    null);
        }
        Path dest = Destination.resolve(RESOLVE, manifest.dest().orElseThrow());
        settings.trust().judgeDest(dest);
        Destination.requireSafe(RESOLVE, dest);
        Target target = Target.of(dest, releaseName(manifest))
                .destMode(manifest.destMode())
                .keepReleases(manifest.keepReleases())
                .shareLinks(manifest.share() == Manifest.Share.LINK)
                .excluding(excludes(manifest));
        return new Wanted.Place(
                syncer, target, syncer.baseline(target), settings.trust().ownerFor(manifest));
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

    private Optional<String> previous(Path dest) throws IOException {
        Path parent = dest.getParent();
        boolean somewhere = parent != null && Files.isDirectory(parent);
        return somewhere ? settings.history(dest).latest().map(History.Entry::release) : Optional.empty();
    }
}
