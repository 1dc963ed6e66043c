package dev.towline.examples.agent;

import dev.towline.DeployRequest;
import dev.towline.Deployer;
import dev.towline.DeployerBuilder;
import dev.towline.Limits;
import dev.towline.s3.S3ArtifactSource;
import dev.towline.source.ArtifactSource;
import dev.towline.source.HttpSource;
import dev.towline.source.Sources;
import dev.towline.trust.OwnerPolicy;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that {@code deploy}, {@code plan} and the drop-in share. */
final class DeployOptions {

    @Option(
            names = "--deployment",
            paramLabel = "NAME",
            description = "Reject a manifest that is for another deployment.")
    @Nullable
    String deployment;

    @Option(
            names = "--dest-prefix",
            paramLabel = "DIR",
            description = "Allow destinations below this only; repeatable.")
    List<String> destPrefixes = new ArrayList<>();

    @Option(
            names = "--manifest-prefix",
            paramLabel = "URL",
            description = "Allow manifests below this only; repeatable.")
    List<String> manifestPrefixes = new ArrayList<>();

    @Option(names = "--source-prefix", paramLabel = "URL", description = "Allow artifacts below this only; repeatable.")
    List<String> sourcePrefixes = new ArrayList<>();

    @Option(names = "--legacy-digests", description = "Let md5 and sha1 checksums pass.")
    boolean legacyDigests;

    @Option(
            names = "--owner",
            paramLabel = "USER:GROUP",
            description = "Who owns the files: user:group, or 'archive' for what the archive says; default: this user.")
    @Nullable
    String owner;

    @Option(
            names = "--hook-env",
            split = ",",
            paramLabel = "NAMES",
            description = "Hand these environment variables on to hooks.")
    List<String> hookEnv = new ArrayList<>();

    @Option(names = "--hook-timeout", paramLabel = "TIME", description = "How long one hook may take.")
    @Nullable
    Duration hookTimeout;

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long a download may take; default 30m.")
    @Nullable
    Duration timeout;

    @Option(names = "--retry", paramLabel = "N", description = "How often to open a source again; default 2.")
    @Nullable
    Integer retry;

    @Option(names = "--retry-wait", paramLabel = "TIME", description = "Pause before a retry, growing; default 1s.")
    Duration retryWait = Duration.ofSeconds(1);

    @Option(names = "--random-delay", paramLabel = "TIME", description = "Wait a random time up to this first.")
    Duration randomDelay = Duration.ZERO;

    @Option(
            names = {"--max-bandwidth", "--max-band-width"},
            paramLabel = "SIZE",
            description = "Bytes a second for downloads, such as 10MB.")
    @Nullable
    String maxBandwidth;

    @Option(names = "--max-artifact", paramLabel = "SIZE", description = "The longest artifact; default 4GiB.")
    @Nullable
    String maxArtifact;

    @Option(names = "--max-unpacked", paramLabel = "SIZE", description = "The largest tree; default 20GiB.")
    @Nullable
    String maxUnpacked;

    @Option(names = "--max-entries", paramLabel = "N", description = "The most entries of a tree; default 500000.")
    @Nullable
    Integer maxEntries;

    @Option(names = "--reserve", paramLabel = "SIZE", description = "Disk space that must stay free.")
    @Nullable
    String reserve;

    @Option(names = "--state-dir", paramLabel = "DIR", description = "Where the agent keeps its records.")
    @Nullable
    Path stateDir;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "An S3-compatible store instead of Amazon's.")
    @Nullable
    URI s3Endpoint;

    @Option(names = "--s3-region", paramLabel = "REGION", description = "The store's region; default: the SDK's chain.")
    @Nullable
    String s3Region;

    @Option(names = "--s3-path-style", description = "Address buckets by path.")
    boolean s3PathStyle;

    /** A builder with everything said here; trust is the caller's to finish. */
    DeployerBuilder deployer() {
        HttpSource http = Sources.http();
        DeployerBuilder builder = Deployer.builder()
                .source("file", Sources.files())
                .source("http", http)
                .source("https", http)
                .source("s3", s3())
                .environment(Locales.originalEnvironment())
                .hookEnvironment(hookEnv.toArray(String[]::new))
                .stateDirectory(stateDirectory())
                .randomDelay(randomDelay)
                .retry(retry == null ? 3 : retry + 1, retryWait)
                .limits(limits());
        if (timeout != null && !timeout.isZero()) {
            builder.downloadTimeout(timeout);
        }
        if (hookTimeout != null) {
            builder.hookTimeout(hookTimeout);
        }
        if (maxBandwidth != null && Units.bytes(maxBandwidth) > 0) {
            builder.maxBandwidth(Units.bytes(maxBandwidth));
        }
        return builder;
    }

    /** What was said of trust, for whoever believes unsigned manifests. */
    Trust unsigned() {
        Trust trust = Trust.unsigned();
        trust = manifestPrefixes.isEmpty() ? trust : trust.manifestPrefixes(manifestPrefixes.toArray(String[]::new));
        trust = sourcePrefixes.isEmpty() ? trust : trust.sourcePrefixes(sourcePrefixes.toArray(String[]::new));
        trust = destPrefixes.isEmpty() ? trust : trust.destPrefixes(destPrefixes.toArray(String[]::new));
        trust = legacyDigests ? trust.allowingLegacyDigests() : trust;
        return owner == null ? trust : trust.owner(OwnerPolicy.parse(owner));
    }

    DeployRequest request(URI manifest) {
        DeployRequest request = DeployRequest.of(manifest);
        return deployment == null ? request : request.deployment(deployment);
    }

    private ArtifactSource s3() {
        S3ArtifactSource.Builder s3 = S3ArtifactSource.builder();
        if (s3Endpoint != null) {
            s3.endpoint(s3Endpoint);
        }
        if (s3Region != null) {
            s3.region(s3Region);
        }
        if (s3PathStyle) {
            s3.pathStyle();
        }
        return s3.build();
    }

    private Limits limits() {
        Limits limits = Limits.DEFAULT;
        limits = maxArtifact == null ? limits : limits.artifact(Units.bytes(maxArtifact));
        limits = maxUnpacked == null ? limits : limits.unpacked(Units.bytes(maxUnpacked));
        limits = maxEntries == null ? limits : limits.entries(maxEntries);
        return reserve == null ? limits : limits.reserve(Units.bytes(reserve));
    }

    /** The one named, else systemd's, else the user's own, else the system's for root without a home. */
    Path stateDirectory() {
        Map<String, String> environment = System.getenv();
        String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (stateDir != null) {
            return stateDir;
        }
        if (!environment.getOrDefault("STATE_DIRECTORY", "").isEmpty()) {
            return Path.of(environment.get("STATE_DIRECTORY"));
        }
        if (!xdg.isEmpty()) {
            return Path.of(xdg, "towline");
        }
        boolean root = System.getProperty("user.name").equals("root");
        return home.isEmpty() && root
                ? Path.of("/var/lib/towline")
                : Path.of(homeOf(home), ".local", "state", "towline");
    }

    private static String homeOf(String home) {
        return home.isEmpty() ? System.getProperty("user.home") : home;
    }
}
