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
import java.io.IOException;
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
            names = "--key",
            paramLabel = "FILE",
            description = "Believe manifests that the owner of this public key (PEM or OpenSSH) signed;"
                    + " repeatable: any of them will do.")
    List<Path> keys = new ArrayList<>();

    @Option(
            names = "--signature",
            paramLabel = "URL",
            description = "Where the signature is; default: the manifest's address with .sig after its path.")
    @Nullable
    URI signature;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Read whom to believe, and what may go where, from this file of root's.")
    @Nullable
    Path policy;

    @Option(names = "--allow-unsigned", description = "Believe whoever can write the manifest.")
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
        if (policy != null) {
            return fromPolicy(policy);
        }
        if (keys.isEmpty() && !allowUnsigned) {
            throw usage("nobody said whom to believe: write --key FILE for whoever has that key, --policy FILE for what"
                    + " that file says, or --allow-unsigned for whoever can write the manifest");
        }
        if (!keys.isEmpty() && allowUnsigned) {
            throw usage("--key and --allow-unsigned contradict each other: leave one out");
        }
        Trust trust = keys.isEmpty() ? unsigned() : refined(signed());
        if (legacyDigests && !keys.isEmpty()) {
            throw usage("signed manifests tell their artifact by SHA-256 or SHA-512: leave --legacy-digests out");
        }
        return legacyDigests ? trust.allowingLegacyDigests() : trust;
    }

    /** Whether more than a place vouches for the manifest. */
    boolean isStrict() {
        return policy != null || !keys.isEmpty();
    }

    private Trust fromPolicy(Path file) {
        boolean more = allowUnsigned
                || legacyDigests
                || owner != null
                || !keys.isEmpty()
                || !manifestPrefixes.isEmpty()
                || !sourcePrefixes.isEmpty()
                || !destPrefixes.isEmpty();
        if (more) {
            throw usage("--policy says all there is to say about trust: leave out --key, --allow-unsigned,"
                    + " --legacy-digests, --owner and the prefixes, or write them into " + file);
        }
        try {
            return Trust.read(file);
        } catch (IOException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private Trust signed() {
        try {
            return Trust.signedBy(keys.toArray(Path[]::new));
        } catch (IOException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    /** What was said of trust, for whoever believes unsigned manifests. */
    Trust unsigned() {
        if (signature != null) {
            throw usage("--signature means nothing without --key or --policy");
        }
        return refined(Trust.unsigned());
    }

    private Trust refined(Trust believed) {
        Trust trust = believed;
        trust = manifestPrefixes.isEmpty() ? trust : trust.manifestPrefixes(manifestPrefixes.toArray(String[]::new));
        trust = sourcePrefixes.isEmpty() ? trust : trust.sourcePrefixes(sourcePrefixes.toArray(String[]::new));
        trust = destPrefixes.isEmpty() ? trust : trust.destPrefixes(destPrefixes.toArray(String[]::new));
        return owner == null ? trust : trust.owner(owner);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    DeployRequest request(URI manifest) {
        DeployRequest request = DeployRequest.of(manifest);
        request = signature == null ? request : request.signature(signature);
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
