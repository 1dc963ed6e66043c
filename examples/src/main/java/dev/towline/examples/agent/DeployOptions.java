package dev.towline.examples.agent;

import dev.towline.DeployRequest;
import dev.towline.DeployerBuilder;
import dev.towline.trust.OwnerPolicy;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that {@code deploy}, {@code plan} and the drop-in have besides. */
final class DeployOptions extends HostOptions {

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

    @Option(names = "--random-delay", paramLabel = "TIME", description = "Wait a random time up to this first.")
    Duration randomDelay = Duration.ZERO;

    @Option(names = "--again", description = "Run all phases although the release is in place already.")
    boolean again;

    @Option(names = "--retry-quarantined", description = "Deploy the release although it was taken back here before.")
    boolean retryQuarantined;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait for another deploy to the same destination; default 0 (the drop-in: 1h).")
    @Nullable
    Duration wait;

    @Override
    DeployerBuilder builder() {
        return super.builder().hookEnvironment(hookEnv.toArray(String[]::new));
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
        request = deployment == null ? request : request.deployment(deployment);
        request = again ? request.again() : request;
        request = retryQuarantined ? request.retryQuarantined() : request;
        return wait == null ? request : request.patience(wait);
    }
}
