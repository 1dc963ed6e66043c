package dev.towline;

import dev.towline.disk.Disk;
import dev.towline.hook.HookRunner;
import dev.towline.journal.History;
import dev.towline.manifest.Manifest;
import dev.towline.manifest.ManifestOptions;
import dev.towline.source.ArtifactSource;
import dev.towline.source.download.Downloads;
import dev.towline.sync.Syncer;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a builder collected; shared by all deploys of one {@link Deployer}. */
record Settings(
        Map<String, ArtifactSource> sources,
        Map<String, Syncer> syncers,
        HookRunner hookRunner,
        Trust trust,
        Path stateDirectory,
        List<DeployListener> listeners,
        Optional<HealthCheck> healthCheck,
        Duration randomDelay,
        Downloads downloads,
        Optional<Duration> hookTimeout,
        Map<String, String> environment,
        List<String> hookVariables,
        boolean hooksInheritEnvironment,
        Limits limits,
        ManifestOptions manifestOptions,
        InstantSource clock,
        Disk disk) {

    /** The source for an address's scheme. */
    ArtifactSource source(URI address) throws DeployException {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        ArtifactSource source = sources.get(scheme);
        if (source == null) {
            throw new DeployException(
                    DeployPhase.RESOLVE,
                    "no-source",
                    "no source for " + scheme + ": addresses; this deployer has "
                            + sources.keySet().stream().sorted().toList(),
                    null);
        }
        return source;
    }

    /** The releases that were good at {@code dest}, whose parent must exist. */
    History history(Path dest) throws IOException {
        return History.of(disk, stateDirectory, dest);
    }

    /** The releases of a manifest without a destination that were good; without a deployment its address names it. */
    History history(Manifest manifest, DeployRequest request) {
        return History.ofDeployment(disk, stateDirectory, manifest.deployment().orElseGet(request::toString));
    }
}
