package dev.towline;

import dev.towline.disk.Disk;
import dev.towline.hook.HookRunner;
import dev.towline.journal.KeptRelease;
import dev.towline.manifest.ManifestOptions;
import dev.towline.source.ArtifactSource;
import dev.towline.source.download.Downloads;
import dev.towline.sync.Syncer;
import dev.towline.trust.Trust;
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

    /** The same, with the commands' variables as they were when a release was deployed. */
    Settings under(KeptRelease.Terms terms) {
        return new Settings(
                sources,
                syncers,
                hookRunner,
                trust,
                stateDirectory,
                listeners,
                healthCheck,
                randomDelay,
                downloads,
                hookTimeout,
                environment,
                terms.hookVariables(),
                terms.wholeEnvironment(),
                limits,
                manifestOptions,
                clock,
                disk);
    }
}
