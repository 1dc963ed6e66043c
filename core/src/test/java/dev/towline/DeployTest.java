package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A test that deploys: a world to do so in, and the promises that are checked after it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class DeployTest {

    static final Map<String, String> ONE = Map.of("app", "one", "lib/a", "same", "lib/gone", "only in one");
    static final Map<String, String> TWO = Map.of("app", "two", "lib/a", "same", "lib/new", "only in two");

    @RegisterExtension
    final DeployInvariants promises = new DeployInvariants();

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    DeployWorld world;

    @BeforeEach
    final void makeWorld() throws IOException {
        world = new DeployWorld(home, promises);
    }

    static void assertDeployed(DeployResult result) {
        assertThat(result.failure()).isEmpty();
        assertThat(result).isInstanceOf(DeployResult.Deployed.class);
    }

    static DeployException failure(DeployResult result) {
        return result.failure().orElseThrow(() -> new AssertionError("it did not fail but " + result.outcome()));
    }

    /** Checks the address of a failure, and what it left. */
    static void assertFailed(
            DeployResult result,
            Class<? extends DeployResult> outcome,
            TargetState target,
            DeployPhase phase,
            String kind) {
        assertThat(result).as(() -> String.valueOf(failure(result))).isInstanceOf(outcome);
        assertThat(failure(result).kind()).as(failure(result)::toString).isEqualTo(kind);
        assertThat(failure(result).phase()).isEqualTo(phase);
        assertThat(result.report().target()).isEqualTo(target);
    }
}
