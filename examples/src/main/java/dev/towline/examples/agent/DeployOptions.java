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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that {@code deploy}, {@code plan} and the drop-in share. */
final class DeployOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = "--allow-unsigned",
            description = "Believe whoever can write the manifest. There is no other way yet, so it must be said.")
    boolean allowUnsigned;

    @Option(names = "--json", description = "Write the result as one JSON object on standard output.")
    boolean json;

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
    OwnerPolicy owner;

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
    Size maxBandwidth;

    @Option(names = "--max-artifact", paramLabel = "SIZE", description = "The longest artifact; default 4GiB.")
    @Nullable
    Size maxArtifact;

    @Option(names = "--max-unpacked", paramLabel = "SIZE", description = "The largest tree; default 20GiB.")
    @Nullable
    Size maxUnpacked;

    @Option(names = "--max-entries", paramLabel = "N", description = "The most entries of a tree; default 500000.")
    @Nullable
    Integer maxEntries;

    @Option(names = "--reserve", paramLabel = "SIZE", description = "Disk space that must stay free.")
    @Nullable
    Size reserve;

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

    /**
     * The deployer that was asked for, after {@code more} was said of it.
     *
     * @throws ParameterException when what was asked for cannot be
     */
    Deployer deployer(UnaryOperator<DeployerBuilder> more) {
        try {
            return more.apply(builder()).build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private DeployerBuilder builder() {
        HttpSource http = Sources.http();
        DeployerBuilder builder = Deployer.builder()
                .source("file", Sources.files())
                .source("http", http)
                .source("https", http)
                .source("s3", s3())
                .environment(Locales.originalEnvironment())
                .hookEnvironment(hookEnv.toArray(String[]::new))
                .stateDirectory(stateDirectory())
                .retry(retry == null ? 3 : retry + 1, retryWait)
                .limits(limits());
        if (timeout != null && !timeout.isZero()) {
            builder.downloadTimeout(timeout);
        }
        if (hookTimeout != null) {
            builder.hookTimeout(hookTimeout);
        }
        if (maxBandwidth != null && maxBandwidth.bytes() > 0) {
            builder.maxBandwidth(maxBandwidth.bytes());
        }
        return builder;
    }

    /** Whom to believe, which has to be said. */
    Trust trust() {
        if (!allowUnsigned) {
            throw new ParameterException(
                    spec.commandLine(),
                    "nobody said whom to believe: write --allow-unsigned to believe whoever can write the manifest");
        }
        return legacyDigests ? unsigned().allowingLegacyDigests() : unsigned();
    }

    /** What was said of trust, for whoever believes unsigned manifests. */
    Trust unsigned() {
        Trust trust = Trust.unsigned();
        trust = manifestPrefixes.isEmpty() ? trust : trust.manifestPrefixes(manifestPrefixes.toArray(String[]::new));
        trust = sourcePrefixes.isEmpty() ? trust : trust.sourcePrefixes(sourcePrefixes.toArray(String[]::new));
        trust = destPrefixes.isEmpty() ? trust : trust.destPrefixes(destPrefixes.toArray(String[]::new));
        return owner == null ? trust : trust.owner(owner);
    }

    DeployRequest request(URI manifest) {
        DeployRequest request = DeployRequest.of(manifest);
        return deployment == null ? request : request.deployment(deployment);
    }

    Path stateDirectory() {
        return stateDir == null
                ? StateDirectory.usual(
                        System.getenv(), System.getProperty("user.name"), System.getProperty("user.home"))
                : stateDir;
    }

    /** Amazon's SDK stays unloaded until something is fetched from there: a method reference would load it at once. */
    private ArtifactSource s3() {
        if (s3Endpoint == null && s3Region == null && !s3PathStyle) {
            return new LazySource(() -> S3ArtifactSource.create());
        }
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
        limits = maxArtifact == null ? limits : limits.artifact(maxArtifact.bytes());
        limits = maxUnpacked == null ? limits : limits.unpacked(maxUnpacked.bytes());
        limits = maxEntries == null ? limits : limits.entries(maxEntries);
        return reserve == null ? limits : limits.reserve(reserve.bytes());
    }
}
