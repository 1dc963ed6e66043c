package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Op;
import dev.towline.source.Artifact;
import dev.towline.source.ArtifactSource;
import dev.towline.testkit.TreeSnapshot;
import dev.towline.trust.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A deploy that is ended in the middle, by an interrupt or by its deadline, in each phase. */
final class EndedDeployTest extends DeployTest {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private Duration hold = Duration.ZERO;

    @ParameterizedTest
    @EnumSource(names = {"RESOLVE", "STAGE", "PRE", "ACTIVATE", "POST", "CHECK"})
    @DisplayName("Q9 an interrupt is a failure of the phase it hits: taken back, told, and the flag is set again")
    void interruptEndsEachPhase(DeployPhase phase) throws Exception {
        world.fill(ONE);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        URI manifest = stuckIn(phase);
        Deployer deployer = stuck(phase).build();

        Ended ended = interrupted(() -> deployer.deploy(manifest));

        assertThat(ended.flag()).isTrue();
        assertEnded(ended.result(), phase, "interrupted");
        before.assertSame(TreeSnapshot.of(world.dest));
    }

    @ParameterizedTest
    @EnumSource(names = {"RESOLVE", "STAGE", "PRE", "ACTIVATE", "POST", "CHECK"})
    @DisplayName("I7 a deadline is a failure of the phase it hits: taken back, told, and no flag is left")
    void deadlineEndsEachPhase(DeployPhase phase) throws Exception {
        world.fill(ONE);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        URI manifest = stuckIn(phase);
        Deployer deployer = stuck(phase).build();

        DeployResult result = deployUntilIn(phase, deployer, manifest);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertEnded(result, phase, "deadline");
        before.assertSame(TreeSnapshot.of(world.dest));
    }

    /** Deploys with a short deadline; with a longer one where a busy machine did not get as far as {@code phase}. */
    private DeployResult deployUntilIn(DeployPhase phase, Deployer deployer, URI manifest) {
        DeployResult result;
        Duration limit = Duration.ofMillis(300);
        do {
            world.events.clear();
            limit = limit.multipliedBy(2);
            hold = limit;
            result = deployer.deploy(DeployRequest.of(manifest).deadline(limit));
        } while (failure(result).phase() != phase && limit.toSeconds() < 16);
        return result;
    }

    private void assertEnded(DeployResult result, DeployPhase phase, String kind) {
        boolean moved = phase.compareTo(DeployPhase.ACTIVATE) >= 0;
        assertFailed(
                result,
                moved ? DeployResult.RolledBack.class : DeployResult.Failed.class,
                moved ? TargetState.RESTORED : TargetState.UNTOUCHED,
                phase,
                kind);
        assertThat(world.output().contains("failure")).isEqualTo(phase != DeployPhase.RESOLVE);
        assertThat(world.phases()).doesNotContain(DeployPhase.SUCCESS);
    }

    private URI stuckIn(DeployPhase phase) {
        Release release = world.release(TWO).on("failure", "echo $TOWLINE_PHASE");
        String stuck = "echo reached; sleep 600";
        switch (phase) {
            case RESOLVE -> {
                return URI.create("stuck://host/manifest.yml");
            }
            case STAGE -> release.with("src", "stuck://host/artifact.tgz");
            case PRE -> release.on("pre", stuck);
            case POST -> release.on("post", stuck);
            case CHECK -> release.check("300s", "10ms", stuck);
            default -> {}
        }
        return release.publish();
    }

    private DeployerBuilder stuck(DeployPhase phase) {
        ArtifactSource source = request -> {
            if (phase == DeployPhase.RESOLVE) {
                block();
            }
            return Artifact.of(new SequenceInputStream(new ByteArrayInputStream(new byte[100]), new Stalled()), 10_000);
        };
        DeployerBuilder builder = world.builder()
                .source("stuck", source)
                .trust(Trust.unsigned()
                        .manifestPrefixes("stuck://host/", world.served.toUri().toString())
                        .sourcePrefixes("stuck://host/", world.served.toUri().toString()))
                .listener(event -> {
                    if (event instanceof DeployEvent.HookOutput output
                            && output.line().equals("reached")) {
                        reached.countDown();
                    }
                });
        return phase == DeployPhase.ACTIVATE ? builder.watch(this::holdTheFirstMove) : builder;
    }

    /** Stops the moves half-way until the deploying thread has been ended; the moves themselves obey no interrupt. */
    private void holdTheFirstMove(Op op) throws IOException {
        if (op.call() == Op.Call.RENAME
                && op.to().filter(world.dest.resolve("app")::equals).isPresent()) {
            reached.countDown();
            try {
                if (hold.isZero()) {
                    letGo.await();
                } else {
                    letGo.await(hold.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                throw new IOException("the moves were interrupted", e);
            }
        }
    }

    private void block() throws InterruptedException {
        reached.countDown();
        new CountDownLatch(1).await();
    }

    /** Sends nothing more, and does not end either. */
    private final class Stalled extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                block();
                return -1;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }

    private record Ended(DeployResult result, boolean flag) {}

    /** Deploys on another thread and interrupts it once it is where it is meant to be. */
    private Ended interrupted(Callable<DeployResult> deploy) throws Exception {
        FutureTask<Ended> task = new FutureTask<>(
                () -> new Ended(deploy.call(), Thread.currentThread().isInterrupted()));
        Thread thread = new Thread(task, "deploying");
        thread.start();
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        letGo.countDown();
        return task.get(50, TimeUnit.SECONDS);
    }

    @Test
    void flagThatIsSetBeforehandEndsTheDeployBeforeItChangesAnything() throws Exception {
        world.fill(ONE);
        URI manifest = world.release(TWO).publish();
        FutureTask<Ended> task = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return new Ended(
                    world.deployer().deploy(manifest), Thread.currentThread().isInterrupted());
        });
        new Thread(task, "deploying").start();

        Ended ended = task.get(30, TimeUnit.SECONDS);

        assertThat(ended.flag()).isTrue();
        assertFailed(
                ended.result(), DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "interrupted");
    }

    @Test
    @DisplayName("Q9 the random delay obeys an interrupt")
    void randomDelayIsInterruptible() throws Exception {
        Deployer deployer = world.builder()
                .randomDelay(Duration.ofDays(300))
                .listener(event -> {
                    if (event instanceof DeployEvent.PhaseStarted) {
                        reached.countDown();
                    }
                })
                .build();
        URI manifest = world.release(TWO).publish();

        Ended ended = interrupted(() -> deployer.deploy(manifest));

        assertThat(ended.flag()).isTrue();
        assertFailed(
                ended.result(), DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "interrupted");
    }

    @Test
    void interruptOfTheCallerSurvivesADeadlineThatCameFirst() throws Exception {
        world.fill(ONE);
        URI manifest = world.release(TWO)
                .on("post", "sleep 600")
                .on("failure", "echo reached; sleep 600")
                .publish();
        Deployer deployer = stuck(DeployPhase.PRE).build();

        Ended ended =
                interrupted(() -> deployer.deploy(DeployRequest.of(manifest).deadline(Duration.ofSeconds(2))));

        assertThat(ended.flag()).isTrue();
        assertThat(failure(ended.result()).kind()).isEqualTo("deadline");
        assertThat(ended.result().report().warnings()).anyMatch(warning -> warning.contains("failure was interrupted"));
    }

    @Test
    void deadlineThatAHookRunnerSwallowsCountsAllTheSame() {
        world.fill(ONE);
        Deployer deployer = world.builder()
                .hookRunner(hook -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        // as careless programs do
                    }
                    return dev.towline.hook.HookResult.passed();
                })
                .build();

        DeployResult result = deployUntilIn(
                DeployPhase.POST,
                deployer,
                world.release(TWO).on("post", "anything").publish());

        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.POST, "deadline");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interruptWhileSuccessIsToldChangesNoResult() throws Exception {
        world.fill(ONE);
        Deployer deployer = stuck(DeployPhase.PRE).build();
        URI manifest =
                world.release(TWO).on("success", "echo reached; sleep 600").publish();

        Ended ended = interrupted(() -> deployer.deploy(manifest));

        assertThat(ended.flag()).isTrue();
        assertDeployed(ended.result());
        assertThat(ended.result().report().warnings()).contains("success was interrupted");
    }

    @Test
    void deadlineDoesNotReachBeyondTheRelease() throws Exception {
        world.fill(ONE);
        Deployer deployer = world.deployer();
        URI manifest = world.release(TWO).on("success", "sleep 3; echo told").publish();

        DeployResult result = deployer.deploy(DeployRequest.of(manifest).deadline(Duration.ofSeconds(2)));

        if (result instanceof DeployResult.Deployed) { // on a machine that was fast enough
            assertThat(world.output()).containsExactly("told");
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void deadlineMayBeAsLongAsOneLikes() {
        DeployResult result = world.deployer()
                .deploy(DeployRequest.of(world.release(TWO).publish())
                        .deadline(java.time.temporal.ChronoUnit.FOREVER.getDuration()));

        assertDeployed(result);
    }

    @Test
    void planObeysAnInterrupt() throws Exception {
        URI manifest = stuckIn(DeployPhase.STAGE);
        Deployer deployer = stuck(DeployPhase.STAGE).build();
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try {
                deployer.plan(DeployRequest.of(manifest));
                return false;
            } catch (DeployException e) {
                return e.kind().equals("interrupted") && Thread.currentThread().isInterrupted();
            }
        });
        Thread thread = new Thread(task, "planning");
        thread.start();
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThat(task.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
