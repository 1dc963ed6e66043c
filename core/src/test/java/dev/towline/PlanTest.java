package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.towline.testkit.TreeSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan says what a deploy would change, and changes nothing. */
final class PlanTest extends DeployTest {

    @Test
    void saysWhatWouldChangeAndChangesNothing() throws Exception {
        world.fill(ONE);
        Release release = world.release(TWO)
                .with("deployment", "lobi-web")
                .on("pre", "touch " + home.resolve("witness"), "echo {{ must_env \"DB_PASSWORD\" }}")
                .check("5s", "1s", "true");
        var uri = release.publish();
        TreeSnapshot before = TreeSnapshot.of(home);
        Deployer deployer = world.builder()
                .environment(Map.of("DB_PASSWORD", "canary-secret"))
                .build();

        DeployPlan plan = deployer.plan(DeployRequest.of(uri));

        before.assertUntouched(TreeSnapshot.of(home));
        assertThat(plan.added()).containsExactly(new DeployPlan.Item("lib/new", 11));
        assertThat(plan.changed()).containsExactly(new DeployPlan.Item("app", 3));
        assertThat(plan.removed()).containsExactly(new DeployPlan.Item("lib/gone", 11));
        assertThat(plan.deployment()).contains("lobi-web");
        assertThat(plan.dest()).contains(world.dest);
        assertThat(plan.commands().pre().get(1)).isEqualTo("echo ***");
        assertThat(plan.check()).containsExactly("true");
        assertThat(plan.bytes().written()).isEqualTo("twoonly in two".length());
        assertThat(plan.bytes().reused()).isEqualTo("same".length());

        DeployResult result = deployer.deploy(uri);

        assertDeployed(result);
        assertThat(result.report().release()).contains(plan.release());
        assertThat(result.report().bytes()).isEqualTo(plan.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "mv", "releases", "merge"})
    void touchesNothingWhateverTheStrategy(String strategy) throws Exception {
        var uri = world.release(TWO).by(strategy).publish();
        TreeSnapshot before = TreeSnapshot.of(home);

        DeployPlan plan = world.deployer().plan(DeployRequest.of(uri));

        assertThat(plan.added()).hasSize(3);
        before.assertUntouched(TreeSnapshot.of(home));
    }

    @Test
    void ofCommandsOnlyNamesTheCommands() throws Exception {
        DeployPlan plan = world.deployer()
                .plan(DeployRequest.of(
                        world.release(ONE).commandsOnly().on("pre", "true").publish()));

        assertThat(plan.dest()).isEmpty();
        assertThat(plan.added()).isEmpty();
        assertThat(plan.commands().pre()).containsExactly("true");
        assertThat(world.state).doesNotExist();
    }

    @Test
    void failsWhereADeployWould() {
        var uri = world.release(TWO).with("checksum", "00".repeat(32)).publish();
        TreeSnapshot before = TreeSnapshot.of(home);

        assertThatExceptionOfType(DeployException.class)
                .isThrownBy(() -> world.deployer().plan(DeployRequest.of(uri)))
                .satisfies(failure -> {
                    assertThat(failure.phase()).isEqualTo(DeployPhase.STAGE);
                    assertThat(failure.kind()).isEqualTo("wrong-digest");
                });
        before.assertUntouched(TreeSnapshot.of(home));
    }

    @Test
    void runsNoHook() throws Exception {
        world.deployer()
                .plan(DeployRequest.of(world.release(ONE).tellingItsPhases().publish()));

        assertThat(world.output()).isEmpty();
        assertThat(world.phases()).isEqualTo(List.of(DeployPhase.RESOLVE, DeployPhase.STAGE));
    }
}
