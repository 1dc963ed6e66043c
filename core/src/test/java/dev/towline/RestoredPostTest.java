package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.Hook;
import dev.towline.hook.HookResult;
import dev.towline.testkit.RecordingHooks;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was taken back, the release that is there again is told, by its own commands. */
final class RestoredPostTest extends DeployTest {

    private final RecordingHooks hooks = new RecordingHooks().failing("bad", 7);

    @ParameterizedTest
    @ValueSource(strings = {"post", "check", "move"})
    void theRestoredReleasesOwnPostRunsBeforeTheFailureCommands(String failing) {
        promises.anyTree();
        DeployResult first =
                deployer().deploy(world.release(ONE).on("post", "first's post").publish());
        Release second = world.release(TWO).on("failure", "second's failure");
        if (failing.equals("post")) {
            second.on("post", "bad");
        } else {
            second.on("post", "fine");
        }
        if (failing.equals("check")) {
            second.check("1ms", "1ms", "bad");
        }
        AtomicBoolean once = new AtomicBoolean(failing.equals("move"));
        Deployer deployer = world.builder()
                .hookRunner(hooks)
                .watch(op -> {
                    boolean moves =
                            op.to().filter(to -> to.startsWith(world.dest)).isPresent();
                    if (moves && once.getAndSet(false)) {
                        throw new java.io.IOException("injected");
                    }
                })
                .build();

        DeployResult result = deployer.deploy(second.publish());

        assertThat(result).isInstanceOf(DeployResult.RolledBack.class);
        assertThat(hooks.commands()).endsWith("post first's post", "failure second's failure");
        Hook post = hooks.hooks().get(hooks.hooks().size() - 2);
        assertThat(post.environment())
                .containsEntry("TOWLINE_REASON", "rolled-back")
                .containsEntry("TOWLINE_RELEASE", first.report().release().orElseThrow())
                .containsEntry("TOWLINE_PREVIOUS", result.report().release().orElseThrow());
        assertThat(world.texts()).isEqualTo(ONE);
    }

    @Test
    void whenItFailsTheStateIsUnknownAndTheNextDeployTriesAgain() throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        hooks.on("restart", hook -> down.get() ? HookResult.failed(1, "exited with 1") : HookResult.passed());
        assertDeployed(
                deployer().deploy(world.release(ONE).on("post", "restart").publish()));
        down.set(true);
        var second = world.release(TWO).on("post", "bad").publish();

        DeployResult result = deployer().deploy(second);

        assertFailed(result, DeployResult.Failed.class, TargetState.UNKNOWN, DeployPhase.POST, "hook-failed");
        assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("could not be told"));
        assertThat(world.texts()).isEqualTo(ONE);
        down.set(false);
        int before = hooks.hooks().size();

        DeployResult next = deployer().deploy(second);

        assertThat(hooks.commands().subList(before, hooks.commands().size())).containsExactly("post restart");
        assertThat(next).isInstanceOf(DeployResult.Rejected.class);
        assertThat(failure(next).kind()).isEqualTo("quarantined");
        assertThat(deployer().history(world.dest).stream().map(PastDeploy::outcome))
                .containsExactly("deployed", "rolled-back");
    }

    @Test
    void aFailingNewerReleaseDoesNotForgetThatItIsStillOwed() {
        AtomicBoolean down = new AtomicBoolean();
        hooks.on("restart", hook -> down.get() ? HookResult.failed(1, "exited with 1") : HookResult.passed());
        assertDeployed(
                deployer().deploy(world.release(ONE).on("post", "restart").publish()));
        down.set(true);
        deployer().deploy(world.release(TWO).on("post", "bad").publish());
        hooks.on("bad pre", hook -> {
            down.set(false);
            return HookResult.failed(1, "no");
        });

        DeployResult result =
                deployer().deploy(world.release(TWO).on("pre", "bad pre").publish());

        assertThat(result.failure()).isPresent();
        assertThat(hooks.commands()).endsWith("pre bad pre", "post restart");
        assertThat(world.texts()).isEqualTo(ONE);
    }

    @Test
    void withoutAPreviousReleaseNobodyIsTold() {
        deployer().deploy(world.release(ONE).on("post", "bad").publish());

        assertThat(hooks.commands()).containsExactly("post bad");
        assertThat(world.dest).doesNotExist();
    }

    private Deployer deployer() {
        return world.builder().hookRunner(hooks).build();
    }
}
