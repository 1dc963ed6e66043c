package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.towline.source.Artifact;
import dev.towline.source.Sources;
import dev.towline.trust.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A builder says at once what is missing or wrong, and what to write. */
final class DeployerBuilderTest extends DeployTest {

    private static final Path STATE = Path.of("/var/lib/towline");

    @Test
    void missingPartsAreSaidWithWhatToWrite() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Deployer.builder()
                        .trust(Trust.unsigned())
                        .stateDirectory(STATE)
                        .build())
                .withMessageContaining("source(\"https\", Sources.http())");
        assertThatIllegalStateException()
                .isThrownBy(() -> Deployer.builder()
                        .source("file", Sources.files())
                        .stateDirectory(STATE)
                        .build())
                .withMessageContaining("trust(Trust.unsigned())");
        assertThatIllegalStateException()
                .isThrownBy(() -> Deployer.builder()
                        .source("file", Sources.files())
                        .trust(Trust.unsigned())
                        .build())
                .withMessageContaining("stateDirectory(Path.of(\"/var/lib/towline\"))");
    }

    @Test
    void secondSourceForASchemeIsRefusedAtTheCall() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Deployer.builder().source("file", Sources.files()).source("FILE", Sources.files()))
                .withMessage("scheme FILE has a source already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "TOWLINE_RELEASE"})
    void impossibleVariableNameIsRefusedAtTheCall(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Deployer.builder().hookEnvironment(name));
    }

    @Test
    void valuesThatCannotBeMeantAreRefusedAtTheCall() {
        DeployerBuilder builder = Deployer.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.retry(0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retry(1, Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.randomDelay(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.downloadTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.hookTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxBandwidth(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.entries(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeployRequest.of(URI.create("file:///m")).deadline(Duration.ZERO));
    }

    @Test
    @DisplayName("N4 a fetch is tried as often as the builder says, and what happened is said")
    void retriesAsOftenAsSaid() {
        AtomicInteger opened = new AtomicInteger();
        Deployer deployer = world.builder()
                .retry(4, Duration.ZERO)
                .source("http", request -> {
                    opened.incrementAndGet();
                    throw new IOException("connection reset");
                })
                .build();

        DeployResult result = deployer.deploy(
                world.release(ONE).with("src", "http://user:pw@host/a.tar").publish());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.STAGE, "unreachable");
        assertThat(failure(result)).hasMessageContaining("connection reset").hasMessageContaining("4 attempts");
        assertThat(opened).hasValue(4);
        assertThat(result.report().warnings()).hasSize(3);
    }

    @Test
    void unreachableManifestIsToldFromADiskFailure() {
        Deployer deployer = world.builder()
                .source("http", request -> {
                    throw new IOException("connection refused");
                })
                .build();

        DeployResult result = deployer.deploy(URI.create("http://host/manifest.yml"));

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "unreachable");
    }

    @Test
    @DisplayName("M3 a manifest beyond 256 KiB is not read to its end")
    void manifestIsBounded() {
        Deployer deployer = world.builder()
                .source("http", request -> Artifact.of(new ByteArrayInputStream(new byte[300 * 1024])))
                .build();

        DeployResult result = deployer.deploy(URI.create("http://host/manifest.yml"));

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "too-large");
    }

    @Test
    void unknownKeysAreToleratedWhenAskedFor() {
        DeployResult result = world.builder()
                .toleratingUnknownKeys()
                .build()
                .deploy(world.release(ONE).with("slack_channel", "ops").publish());

        assertDeployed(result);
        assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("slack_channel"));
    }

    @Test
    void failureOfAResultCanBeThrown() throws Exception {
        DeployResult good = world.deploy(world.release(ONE));
        DeployResult bad = world.deploy(world.release(TWO).on("pre", "exit 1"));

        assertThat(good.orThrow()).isSameAs(good);
        assertThatExceptionOfType(HookFailedException.class).isThrownBy(bad::orThrow);
    }
}
