package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.TarBytes;
import dev.towline.testkit.TreeSnapshot;
import dev.towline.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is touched: the destination keeps every byte, time and inode. */
final class RefusedDeployTest extends DeployTest {

    private TreeSnapshot before;

    @BeforeEach
    void fill() {
        world.fill(ONE);
        before = TreeSnapshot.of(world.dest);
    }

    @AfterEach
    void nothingWasTouched() {
        before.assertUntouched(TreeSnapshot.of(world.dest));
        assertThat(world.phases()).doesNotContain(DeployPhase.PRE, DeployPhase.POST, DeployPhase.SUCCESS);
    }

    @Test
    @DisplayName("S5 an artifact of another digest is refused, with both digests")
    void refusesWrongDigest() {
        String wanted = "ab".repeat(32);
        Release release = world.release(TWO).with("checksum", wanted).tellingItsPhases();

        DeployResult result = world.deploy(release);

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "wrong-digest");
        assertThat(failure(result)).isInstanceOfSatisfying(ChecksumMismatchException.class, mismatch -> {
            assertThat(mismatch.expected().hex()).isEqualTo(wanted);
            assertThat(mismatch)
                    .hasMessageContaining(wanted)
                    .hasMessageContaining(mismatch.actual().hex());
        });
        assertThat(world.output()).containsExactly("failure");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    @DisplayName("S5 an artifact of another size is refused")
    void refusesWrongSize(int more) {
        byte[] artifact = TarBytes.tar().file("app", "two").end().gzip();
        Release release = world.release(artifact).with("size", String.valueOf(artifact.length + more));

        DeployResult result = world.deploy(release.tellingItsPhases());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "wrong-size");
        assertThat(failure(result)).hasMessageContaining(String.valueOf(artifact.length + more));
        assertThat(world.output()).containsExactly("failure");
    }

    @Test
    @DisplayName("S5 an artifact beyond the limit is refused although its digest is right")
    void refusesTooLarge() {
        Deployer deployer = world.builder().limits(Limits.DEFAULT.artifact(100)).build();

        DeployResult result = deployer.deploy(world.release(TWO).publish());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "too-large");
    }

    @Test
    @DisplayName("S5 what would eat up the reserve of free space is refused")
    void refusesWithoutRoom() {
        Deployer deployer = world.builder()
                .limits(Limits.DEFAULT.reserve(Long.MAX_VALUE / 2))
                .build();

        DeployResult result =
                deployer.deploy(world.release(TWO).tellingItsPhases().publish());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "no-space");
        assertThat(failure(result)).hasMessageContaining("free some space");
        assertThat(world.output()).containsExactly("failure");
    }

    @Test
    @DisplayName("M4 an exclude rule without a pattern is the manifest's mistake, and says where")
    void refusesMalformedExclude() {
        Release release = world.release(TWO).with("excludes", "['+ ']").tellingItsPhases();

        DeployResult result = world.deploy(release);

        assertFailed(
                result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "invalid-manifest");
        assertThat(failure(result))
                .hasMessageContaining("item 1 of the excludes")
                .hasMessageNotContaining("java.lang");
        assertThat(world.output()).isEmpty();
    }

    @Test
    @DisplayName("D10 an empty archive is refused")
    void refusesEmptyArchive() {
        DeployResult result = world.deploy(world.release(TarBytes.tar()).tellingItsPhases());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "empty-archive");
    }

    @Test
    @DisplayName("M11 deleting most of a large destination is refused, unless the manifest means it")
    void refusesMassDeletion() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 120; i++) {
            many.put("file-" + i, "text");
        }
        world.fill(many);
        before = TreeSnapshot.of(world.dest);

        for (String strategy : List.of("rsync", "merge-all")) {
            DeployResult result = world.builder()
                    .syncer("merge-all", change -> List.of(new dev.towline.sync.Move.Put("", "")))
                    .build()
                    .deploy(world.release(TWO).by(strategy).publish());

            DeployPhase phase = strategy.equals("rsync") ? DeployPhase.STAGE : DeployPhase.ACTIVATE;
            assertThat(failure(result).phase()).isEqualTo(phase);
            assertThat(failure(result).kind()).isEqualTo("mass-deletion");
            assertThat(result.report().target()).isEqualTo(TargetState.UNTOUCHED);
            assertThat(failure(result)).hasMessageContaining("allow_mass_delete: true");
            before.assertUntouched(TreeSnapshot.of(world.dest));
            world.events.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/etc", "/usr", "/home", "/lib64"})
    @DisplayName("M7 a directory of the system is rejected as a destination; no hook runs")
    void rejectsDangerousDest(String dest) {
        DeployResult result = world.deploy(world.release(TWO).with("dest", dest).tellingItsPhases());

        assertFailed(result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "dangerous-dest");
        assertThat(world.phases()).containsExactly(DeployPhase.RESOLVE);
    }

    @Test
    @DisplayName("M7 a link that leads to a directory of the system is rejected as a destination")
    void rejectsLinkToDangerousDest() throws Exception {
        Path link = Files.createSymbolicLink(home.resolve("link"), Path.of("/etc"));

        DeployResult result = world.deploy(world.release(TWO).to(link).tellingItsPhases());

        assertFailed(result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "dangerous-dest");
        assertThat(world.output()).isEmpty();
    }

    @Test
    @DisplayName("M7 a destination whose parent's link leads out of the allowed directories is rejected")
    void rejectsLinkedParentOutsidePrefix() throws Exception {
        Files.createSymbolicLink(home.resolve("way-out"), home.resolve("outside"));
        Deployer deployer = world.builder()
                .trust(Trust.unsigned().destPrefixes(home.resolve("way-out").toString(), world.dest.toString()))
                .build();

        DeployResult result = deployer.deploy(
                world.release(TWO).to(home.resolve("way-out/site")).publish());

        assertFailed(result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "dest-prefix");
    }

    @Test
    @DisplayName("M7 a destination below a directory that anybody may rename is refused")
    void refusesUnsafeAncestor() throws Exception {
        Path open = Files.createDirectories(home.resolve("open/inner"));
        Files.setPosixFilePermissions(
                open.getParent(), java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));

        DeployResult result =
                world.deploy(world.release(TWO).to(open.resolve("site")).tellingItsPhases());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "unsafe-dest");
        assertThat(world.output()).containsExactly("failure");
    }

    @Test
    @DisplayName("N5 a damaged download is fetched once more, and no third time")
    void refetchesOnce() {
        Release release = world.release(TWO);
        byte[] good = TarBytes.tar()
                .file("app", "two")
                .file("lib/a", "same")
                .file("lib/new", "only in two")
                .end()
                .gzip();
        byte[] bad = good.clone();
        bad[bad.length - 1] ^= 1;
        java.util.concurrent.atomic.AtomicInteger opened = new java.util.concurrent.atomic.AtomicInteger();
        Deployer deployer = world.builder()
                .source("bad", request -> {
                    opened.incrementAndGet();
                    return dev.towline.source.Artifact.of(new java.io.ByteArrayInputStream(bad), bad.length);
                })
                .trust(Trust.unsigned().sourcePrefixes("bad://host/"))
                .build();

        DeployResult result = deployer.deploy(release.with("src", "bad://host/artifact")
                .with("checksum", Release.sha256(good))
                .publish());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "wrong-digest");
        assertThat(opened).hasValue(2);
        assertThat(result.report().bytes().fetched()).isGreaterThan(2L * bad.length);
        assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("once more"));
    }

    @Test
    void unknownStrategyIsRejectedBeforeTheArtifactIsFetched() {
        DeployResult result = world.deploy(world.release(TWO)
                .by("teleport")
                .with("src", "file:///not/there.tar")
                .tellingItsPhases());

        assertFailed(
                result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "unknown-strategy");
        assertThat(failure(result)).hasMessageContaining("teleport").hasMessageContaining("releases");
        assertThat(world.phases()).containsExactly(DeployPhase.RESOLVE);
    }

    @Test
    void addressWithoutSourceFailsBeforeAnythingIsStaged() {
        DeployResult result = world.deploy(
                world.release(TWO).with("src", "https://localhost/a.tar").tellingItsPhases());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "no-source");
        assertThat(failure(result)).hasMessageContaining("https:").hasMessageContaining("[file]");
        assertThat(world.output()).containsExactly("failure");
    }

    @Test
    void expiredManifestIsRejected() {
        Deployer deployer = world.builder()
                .clock(() -> Instant.parse("2026-12-01T00:00:01Z"))
                .build();

        DeployResult result = deployer.deploy(world.release(TWO)
                .with("expires", "2026-12-01T00:00:00Z")
                .tellingItsPhases()
                .publish());

        assertFailed(result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "expired");
        assertThat(world.phases()).containsExactly(DeployPhase.RESOLVE);
    }

    @Test
    void manifestForAnotherDeploymentIsRejected() {
        Release release = world.release(TWO).with("deployment", "lobi-web").tellingItsPhases();

        DeployResult result =
                world.deployer().deploy(DeployRequest.of(release.publish()).deployment("lobi-api"));

        assertFailed(
                result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "wrong-deployment");
        assertThat(result.report().deployment()).contains("lobi-web");
        assertThat(world.phases()).containsExactly(DeployPhase.RESOLVE);
    }

    @Test
    void invalidManifestIsRejectedWithoutAnyHook() {
        DeployResult result =
                world.deploy(world.release(TWO).with("dset", "/srv").tellingItsPhases());

        assertFailed(
                result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "invalid-manifest");
        assertThat(failure(result)).hasMessageContaining("dest");
        assertThat(world.phases()).containsExactly(DeployPhase.RESOLVE);
    }

    @Test
    void missingManifestFailsWithoutAnyHook() {
        DeployResult result =
                world.deployer().deploy(home.resolve("served/none.yml").toUri());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "missing");
        assertThat(world.phases()).containsExactly(DeployPhase.RESOLVE);
        assertThat(result.report().release()).isEmpty();
    }

    @Test
    void missingArtifactFailsInStage() {
        DeployResult result = world.deploy(world.release(TWO)
                .with("src", world.served.resolve("none").toUri().toString())
                .tellingItsPhases());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "missing");
        assertThat(world.output()).containsExactly("failure");
    }

    @Test
    void whatIsNoArchiveFailsInStage() {
        DeployResult result = world.deploy(world.release("<html>sorry</html>".getBytes(StandardCharsets.UTF_8))
                .tellingItsPhases());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "invalid-archive");
    }

    @Test
    void fileInPlaceOfTheDestinationFailsAsADiskFailure() throws Exception {
        Path file = Files.writeString(home.resolve("a-file"), "mine");

        DeployResult result = world.deploy(world.release(TWO).to(file).tellingItsPhases());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "disk");
        assertThat(failure(result)).hasMessageContaining(file + " is not a directory");
        assertThat(file).hasContent("mine");
    }
}
