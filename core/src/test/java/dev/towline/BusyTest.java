package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.HookResult;
import dev.towline.testkit.RecordingHooks;
import dev.towline.testkit.TreeSnapshot;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One deploy at a time to one destination. */
final class BusyTest extends DeployTest {

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final RecordingHooks hooks = new RecordingHooks().on("wait", hook -> {
        inside.countDown();
        leave.await(30, TimeUnit.SECONDS);
        return HookResult.passed();
    });

    @Test
    void theSecondOneIsToldWhoIsThereAndTouchesNothing() throws Exception {
        URI first = world.release(ONE).on("post", "wait").publish();
        URI second =
                world.release(TWO).on("pre", "never").on("failure", "never").publish();
        CompletableFuture<DeployResult> running =
                CompletableFuture.supplyAsync(() -> deployer().deploy(first));
        inside.await();
        TreeSnapshot before = TreeSnapshot.of(world.dest);

        DeployResult busy = deployer().deploy(second);

        assertThat(busy).isInstanceOf(DeployResult.Busy.class);
        assertThat(failure(busy).kind()).isEqualTo("busy");
        assertThat(busy.report().target()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(hooks.commands()).containsExactly("post wait");
        before.assertUntouched(TreeSnapshot.of(world.dest));
        leave.countDown();
        DeployResult done = running.get();
        assertDeployed(done);
        assertThat(failure(busy))
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
                .hasMessageContaining(done.report().release().orElseThrow());
        assertThat(deployer().history(world.dest)).hasSize(1);
    }

    @Test
    void patienceWaitsForItsTurn() throws Exception {
        URI first = world.release(ONE).on("post", "wait").publish();
        URI second = world.release(TWO).publish();
        CompletableFuture<DeployResult> running =
                CompletableFuture.supplyAsync(() -> deployer().deploy(first));
        inside.await();
        CompletableFuture<DeployResult> same = CompletableFuture.supplyAsync(
                () -> deployer().deploy(DeployRequest.of(first).patience(Duration.ofSeconds(30))));
        leave.countDown();

        assertDeployed(running.get());
        assertThat(same.get()).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertDeployed(deployer().deploy(DeployRequest.of(second).patience(Duration.ofSeconds(30))));
    }

    @Test
    void twoWaysToWriteADestinationMeetAtOneLock() throws Exception {
        Files.createDirectory(world.home.resolve("real"));
        Path link = Files.createSymbolicLink(world.home.resolve("link"), world.home.resolve("real"));
        URI first = world.release(ONE)
                .to(world.home.resolve("real/site"))
                .on("pre", "wait")
                .publish();
        URI second = world.release(TWO).to(link.resolve("site")).publish();
        CompletableFuture<DeployResult> running =
                CompletableFuture.supplyAsync(() -> deployer().deploy(first));
        inside.await();

        assertThat(deployer().deploy(second)).isInstanceOf(DeployResult.Busy.class);

        leave.countDown();
        assertDeployed(running.get());
    }

    @Test
    void commandsAloneMeetAtTheirDeployment() throws Exception {
        URI first = commands("jobs").on("post", "wait").publish();
        URI same = commands("jobs").on("post", "other").publish();
        URI other = commands("mails").on("post", "other").publish();
        CompletableFuture<DeployResult> running =
                CompletableFuture.supplyAsync(() -> deployer().deploy(first));
        inside.await();

        assertThat(deployer().deploy(same)).isInstanceOf(DeployResult.Busy.class);
        assertDeployed(deployer().deploy(other));

        leave.countDown();
        assertDeployed(running.get());
    }

    @Test
    void whoeverIsToldThatItIsFinishedMayDeployAgain() {
        URI first = world.release(ONE).publish();
        URI second = world.release(TWO).publish();
        AtomicReference<DeployResult> next = new AtomicReference<>();
        Deployer deployer = world.builder()
                .listener(event -> {
                    if (event instanceof DeployEvent.Finished
                            && event.request().manifest().equals(first)) {
                        next.set(deployer().deploy(second));
                    }
                })
                .build();

        assertDeployed(deployer.deploy(first));

        assertDeployed(next.get());
        assertThat(world.texts()).isEqualTo(TWO);
    }

    private Release commands(String deployment) {
        return world.release(ONE).commandsOnly().with("deployment", deployment);
    }

    private Deployer deployer() {
        return world.builder().hookRunner(hooks).build();
    }
}
