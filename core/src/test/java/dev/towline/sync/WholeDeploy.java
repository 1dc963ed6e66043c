package dev.towline.sync;

import dev.towline.DeployRequest;
import dev.towline.DeployResult;
import dev.towline.Deployer;
import dev.towline.testkit.InMemorySource;
import dev.towline.testkit.RecordingHooks;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts sample trees in place as every release is: as an archive, through staging, by moves that can be taken back. */
final class WholeDeploy {

    private final InMemorySource releases = new InMemorySource();
    private final Deployer deployer;

    WholeDeploy(Path state) {
        this.deployer = Deployer.builder()
                .source("memory", releases)
                .hookRunner(new RecordingHooks())
                .environment(Map.of())
                .trust(Trust.unsigned().manifestPrefixes("memory:/").sourcePrefixes("memory:/"))
                .stateDirectory(state)
                .build();
    }

    /** Deploys {@code release} by {@code strategy} and a manifest that has {@code lines}, too. */
    DeployResult deploy(SampleTree release, String strategy, Path dest, String... lines) {
        byte[] archive = release.archive();
        URI src = releases.publish("release.tar", archive);
        String manifest = "src: " + src + "\nchecksum: " + sha256(archive) + "\ndest: " + quoted(dest.toString())
                + "\nsync_strategy: " + strategy + "\nallow_mass_delete: true\nallow_empty: true\n"
                + String.join("\n", lines) + "\n";
        return deployer.deploy(
                DeployRequest.of(releases.publish("release.yml", manifest.getBytes(StandardCharsets.UTF_8))));
    }

    /** A manifest's line with a list of texts. */
    static String list(String key, List<String> texts) {
        return key + ": " + texts.stream().map(WholeDeploy::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
