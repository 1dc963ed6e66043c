package dev.towline.examples.agent;

import dev.towline.Deployer;
import dev.towline.DeployerBuilder;
import dev.towline.Limits;
import dev.towline.s3.S3ArtifactSource;
import dev.towline.source.ArtifactSource;
import dev.towline.source.HttpSource;
import dev.towline.source.Sources;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that all commands share. Whichever command comes to a destination first finishes what was cut off there, so
 * each of them may have to fetch and to run hooks.
 */
class HostOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(names = "--json", description = "Write the result as JSON on standard output.")
    boolean json;

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

    /** A deployer for what is on this host already: whom to believe was asked when it was deployed. */
    Deployer deployerOfKnown() {
        Console console = Console.onStandardError();
        return deployer(builder ->
                builder.trust(Trust.unsigned()).toleratingUnknownKeys().listener(console));
    }

    DeployerBuilder builder() {
        HttpSource http = Sources.http();
        DeployerBuilder builder = Deployer.builder()
                .source("file", Sources.files())
                .source("http", http)
                .source("https", http)
                .source("s3", s3())
                .environment(Locales.originalEnvironment())
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
