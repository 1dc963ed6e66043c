package dev.towline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.DeployResult;
import dev.towline.Deployer;
import dev.towline.DeployerBuilder;
import dev.towline.source.Sources;
import dev.towline.testkit.TarBytes;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example does what it says. */
class ExamplesTest {

    @TempDir
    Path home;

    private Path dest;

    @BeforeEach
    void place() {
        dest = home.resolve("app");
    }

    @Test
    void deployOnce() throws Exception {
        DeployResult result = DeployOnce.deploy(release("src: " + archive("version", "1\n")), home.resolve("state"));

        assertThat(result.orThrow().outcome()).isEqualTo("deployed");
        assertThat(dest.resolve("version")).hasContent("1\n");
    }

    @Test
    void ownSource() throws Exception {
        DeployResult result = deploy(
                with().source("classpath", new OwnSource())
                        .trust(Trust.unsigned().sourcePrefixes("classpath:/releases/")),
                release("src: classpath:/releases/1.tar", classPathArchive()));

        assertThat(result.orThrow().outcome()).isEqualTo("deployed");
        assertThat(dest.resolve("from")).hasContent("the class path\n");
    }

    @Test
    void ownHookRunner() throws Exception {
        OwnHookRunner application = new OwnHookRunner();
        List<Boolean> tookRequests = new ArrayList<>();
        URI manifest = release("src: " + archive("version", "1\n")
                + "\ncommands: {pre: ['java:drain', 'true'], post: ['java:resume']}");

        DeployResult result = deploy(
                with().hookRunner(application.hookRunner())
                        .listener(event -> tookRequests.add(application.takesRequests())),
                manifest);

        assertThat(result.orThrow().outcome()).isEqualTo("deployed");
        assertThat(tookRequests).contains(false);
        assertThat(application.takesRequests()).isTrue();
    }

    @Test
    void ownSyncerMergesAndItsDeployCanBeTakenBack() throws Exception {
        Files.createDirectories(dest);
        Files.writeString(dest.resolve("mine"), "mine");
        Files.writeString(dest.resolve("version"), "0\n");
        String merged = "\nsync_strategy: merge\n";

        DeployResult result =
                deploy(with().syncer("merge", new OwnSyncer()), release("src: " + archive("version", "1\n") + merged));
        assertThat(result.orThrow().outcome()).isEqualTo("deployed");
        assertThat(dest.resolve("version")).hasContent("1\n");
        assertThat(dest.resolve("mine")).hasContent("mine");

        DeployResult bad = deploy(
                with().syncer("merge", new OwnSyncer()),
                release("src: " + archive("version", "2\n") + merged + "commands: {post: ['false']}"));
        assertThat(bad.outcome()).isEqualTo("rolled-back");
        assertThat(dest.resolve("version")).hasContent("1\n");
    }

    @Test
    void watchProgress() throws Exception {
        List<String> lines = new ArrayList<>();

        deploy(
                with().listener(new WatchProgress(lines::add)),
                release("src: " + archive("version", "1\n") + "\ncommands: {post: [echo hello]}"));

        assertThat(lines).containsSubsequence("stage begins", "post begins", "post says: hello", "over: deployed");
    }

    private DeployerBuilder with() {
        return Deployer.builder()
                .source("file", Sources.files())
                .trust(Trust.unsigned())
                .stateDirectory(home.resolve("state"));
    }

    private static DeployResult deploy(DeployerBuilder builder, URI manifest) {
        return builder.build().deploy(manifest);
    }

    private URI archive(String name, String content) throws Exception {
        Path archive = home.resolve("release.tar");
        Files.write(archive, TarBytes.tar().file(name, content).end().bytes());
        return archive.toUri();
    }

    private URI release(String lines) throws Exception {
        return release(lines, Files.readAllBytes(home.resolve("release.tar")));
    }

    private URI release(String lines, byte[] archive) throws Exception {
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        return Files.writeString(home.resolve("m.yml"), "dest: " + dest + "\nchecksum: " + digest + "\n" + lines)
                .toUri();
    }

    /** Puts a release where {@link OwnSource} looks for it. */
    private static byte[] classPathArchive() throws Exception {
        Path root = Path.of(OwnSource.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        byte[] archive = TarBytes.tar().file("from", "the class path\n").end().bytes();
        Files.createDirectories(root.resolve("releases"));
        Files.write(root.resolve("releases/1.tar"), archive);
        return archive;
    }
}
