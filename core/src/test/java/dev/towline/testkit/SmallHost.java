package dev.towline.testkit;

import dev.towline.DeployException;
import dev.towline.DeployPlan;
import dev.towline.DeployRequest;
import dev.towline.DeployResult;
import dev.towline.Deployer;
import dev.towline.sync.Syncer;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A host that deploys what it is given by one strategy: real files, releases in memory, no processes. */
final class SmallHost {

    private static final String STRATEGY = "under-test";

    private final InMemorySource releases = new InMemorySource();
    private final RecordingHooks hooks = new RecordingHooks();
    private final Deployer deployer;

    SmallHost(Path state, Syncer syncer) {
        this.deployer = Deployer.builder()
                .source("memory", releases)
                .syncer(STRATEGY, syncer)
                .hookRunner(hooks)
                .environment(Map.of())
                .trust(Trust.unsigned().manifestPrefixes("memory:/").sourcePrefixes("memory:/"))
                .stateDirectory(state)
                .build();
    }

    /** What runs the commands; those that nobody scripted pass. */
    RecordingHooks hooks() {
        return hooks;
    }

    /** Deploys {@code release} to {@code dest} by a manifest that has {@code lines}, too; all phases run. */
    DeployResult deploy(Path dest, SampleRelease release, String... lines) {
        return deployer.deploy(request(dest, release, lines).again());
    }

    DeployPlan plan(Path dest, SampleRelease release, String... lines) throws DeployException {
        return deployer.plan(request(dest, release, lines));
    }

    private DeployRequest request(Path dest, SampleRelease release, String... lines) {
        byte[] archive = release.archive();
        String digest = sha256(archive);
        URI src = releases.publish(digest + ".tar", archive);
        String manifest = "src: " + src + "\nchecksum: " + digest + "\ndest: '" + dest + "'\nsync_strategy: " + STRATEGY
                + "\nallow_mass_delete: true\n" + String.join("\n", lines) + "\n";
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
        return DeployRequest.of(releases.publish(sha256(bytes) + ".yml", bytes));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
