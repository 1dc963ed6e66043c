package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.source.Artifact;
import dev.towline.testkit.TarBytes;
import dev.towline.testkit.TreeSnapshot;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content decides what is written, and the counts of a result are true. */
final class ContentDecidesTest extends DeployTest {

    @Test
    @DisplayName("D9 a file of the same size and time with other content is replaced")
    void replacesFileOfSameSizeAndTime() {
        assertDeployed(world.deploy(world.release(Map.of("app", "aaaa", "b", "1"))));

        DeployResult result = world.deploy(world.release(Map.of("app", "bbbb", "b", "1")));

        assertDeployed(result);
        assertThat(world.dest.resolve("app")).hasContent("bbbb");
        assertThat(result.report().files()).isEqualTo(new FileCounts(0, 1, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases"})
    @DisplayName("I9 the same release again writes nothing and touches nothing")
    void sameReleaseAgainWritesNothing(String strategy) {
        Release release = world.release(ONE).by(strategy);
        Deployer deployer = world.deployer();
        assertDeployed(deployer.deploy(release.publish()));
        TreeSnapshot before = TreeSnapshot.of(world.dest);

        DeployResult again = deployer.deploy(DeployRequest.of(release.publish()).again());

        assertDeployed(again);
        assertThat(again.report().target()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(again.report().bytes().written()).isZero();
        assertThat(again.report().bytes().reused()).isEqualTo(bytes(ONE));
        assertThat(again.report().files()).isEqualTo(new FileCounts(0, 0, 0, 3));
        before.assertUntouched(TreeSnapshot.of(world.dest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases"})
    @DisplayName("I9 a patch release writes only what it changes")
    void patchReleaseWritesOnlyTheChange(String strategy) {
        String large = "0123456789".repeat(100_000);
        assertDeployed(
                world.deploy(world.release(Map.of("large", large, "app", "one")).by(strategy)));

        DeployResult result = world.deploy(
                world.release(Map.of("large", large, "app", "two!")).by(strategy));

        assertDeployed(result);
        assertThat(result.report().bytes().written()).isEqualTo(4);
        assertThat(result.report().bytes().reused()).isEqualTo(large.length());
        assertThat(result.report().files()).isEqualTo(new FileCounts(0, 1, 0, 1));
    }

    @Test
    void countsOfADeployAreTrue() {
        world.fill(ONE);
        byte[] artifact = TarBytes.tar()
                .file("app", "two")
                .file("lib/a", "same")
                .file("lib/new", "only in two")
                .end()
                .gzip();
        promises.tree(TWO);
        Release release = world.release(artifact);
        String yaml = release.yaml();

        DeployResult result = world.deploy(release);

        assertDeployed(result);
        DeployReport report = result.report();
        assertThat(report.files()).isEqualTo(new FileCounts(1, 1, 1, 1));
        assertThat(report.bytes().written()).isEqualTo("twoonly in two".length());
        assertThat(report.bytes().reused()).isEqualTo("same".length());
        int src = "src: \n".length()
                + world.served.resolve("artifact-1").toUri().toString().length();
        assertThat(report.bytes().fetched()).isEqualTo(artifact.length + yaml.length() + src);
        assertThat(report.target()).isEqualTo(TargetState.CHANGED);
        assertThat(report.dest()).contains(world.dest);
        assertThat(report.phases().stream().map(PhaseTiming::phase))
                .containsExactly(
                        DeployPhase.RESOLVE,
                        DeployPhase.STAGE,
                        DeployPhase.PRE,
                        DeployPhase.ACTIVATE,
                        DeployPhase.POST,
                        DeployPhase.CHECK);
    }

    @Test
    void bytesOfARepeatedPouringCountAsWritten() throws Exception {
        world.fill(Map.of("app", "one", "kept", "kept"));
        promises.tree(Map.of("app", "two", "kept", "kept"));
        Release release =
                world.release(Map.of("app", "two", "kept", "kept")).on("pre", "echo changed > $TOWLINE_DEST/kept");

        DeployResult result = world.deploy(release);

        assertDeployed(result);
        assertThat(world.dest.resolve("kept")).hasContent("kept");
        assertThat(result.report().bytes().written()).isEqualTo("two".length() + "two".length() + "kept".length());
    }

    @Test
    @DisplayName("N5 a download that came out damaged is fetched once more, from the beginning")
    void damagedDownloadIsFetchedOnceMore() {
        byte[] good = TarBytes.tar().file("app", "two").end().gzip();
        byte[] bad = good.clone();
        bad[bad.length - 1] ^= 1;
        promises.tree(Map.of("app", "two"));
        AtomicInteger opened = new AtomicInteger();
        Deployer deployer = world.builder()
                .source("http", request -> {
                    byte[] bytes = opened.incrementAndGet() == 1 ? bad : good;
                    return Artifact.of(new ByteArrayInputStream(bytes), bytes.length);
                })
                .build();

        DeployResult result = deployer.deploy(
                world.release(good).with("src", "http://host/artifact.tgz").publish());

        assertDeployed(result);
        assertThat(opened).hasValue(2);
        assertThat(result.report().warnings()).singleElement().asString().contains("fetching it once more");
        assertThat(world.texts()).isEqualTo(Map.of("app", "two"));
    }

    @Test
    void firstDeployMakesTheDestinationAndItsParents() {
        promises.tree(ONE);

        DeployResult result = world.deploy(world.release(ONE)
                .to(home.resolve("new/parents/site"))
                .on("pre", "mkdir -p " + home.resolve("new/parents")));

        assertDeployed(result);
        assertThat(result.report().files()).isEqualTo(new FileCounts(3, 0, 0, 0));
        assertThat(home.resolve("new/parents/site/lib/a")).hasContent("same");
    }

    @Test
    void excludesOfManifestAndArtifactTogetherProtectWhatIsThere() throws Exception {
        world.fill(Map.of("app", "one", "log/today", "mine", "cache/x", "mine", "stale", "old"));
        TarBytes tar = TarBytes.tar()
                .file("app", "two")
                .file("cache/x", "theirs")
                .file("etc/excludes", "# ours\ncache/\n")
                .file("log/today", "theirs");
        promises.tree(Map.of("app", "two", "log/today", "mine", "cache/x", "mine", "etc/excludes", "# ours\ncache/\n"));

        DeployResult result = world.deploy(
                world.release(tar).with("exclude_from", "etc/excludes").with("excludes", "[\"/log\"]"));

        assertDeployed(result);
        assertThat(world.dest.resolve("stale")).doesNotExist();
        assertThat(world.dest.resolve("cache/x")).hasContent("mine");
        assertThat(result.report().files()).isEqualTo(new FileCounts(1, 1, 1, 0));
    }

    @Test
    void excludeFromThatTheArtifactDoesNotHaveIsRefused() {
        world.fill(ONE);

        DeployResult result = world.deploy(world.release(TWO).with("exclude_from", "etc/excludes"));

        assertFailed(
                result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "invalid-exclude-from");
        assertThat(failure(result)).hasMessageContaining("etc/excludes");
    }

    @Test
    void stagingInsideIsOnlyALastResort() throws Exception {
        world.fill(ONE);

        DeployResult result = world.deploy(world.release(TWO).with("staging", "inside"));

        assertDeployed(result);
        assertThat(Files.list(world.dest).map(path -> path.getFileName().toString()))
                .containsExactlyInAnyOrder("app", "lib");
    }

    private static long bytes(Map<String, String> texts) {
        return texts.values().stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
