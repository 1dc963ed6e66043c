package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.HookResult;
import dev.towline.testkit.RecordingHooks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a release's own commands refused here is not tried here again, until somebody asks for it. */
final class QuarantineTest extends DeployTest {

    private final RecordingHooks hooks = new RecordingHooks().failing("bad", 7);

    @ParameterizedTest
    @ValueSource(strings = {"post", "check"})
    void aReleaseThatWasTakenBackIsRejectedNextTimeWithTheReason(String phase) throws Exception {
        Release release = world.release(ONE).on("pre", "pre").on("failure", "failure");
        URI uri = phase.equals("post")
                ? release.on("post", "bad").publish()
                : release.check("1ms", "1ms", "bad").publish();
        DeployResult first = deployer().deploy(uri);
        assertThat(first).isInstanceOf(DeployResult.RolledBack.class);
        int before = hooks.hooks().size();

        DeployResult second = deployer().deploy(uri);

        assertFailed(second, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "quarantined");
        assertThat(failure(second)).hasMessageContaining("exited with 7");
        assertThat(hooks.hooks()).hasSize(before);
        assertThat(deployer().status(world.dest).quarantine())
                .singleElement()
                .satisfies(entry -> assertThat(entry.release())
                        .isEqualTo(first.report().release().orElseThrow()));
    }

    @Test
    void successAfterARetryEndsIt() throws Exception {
        AtomicBoolean works = new AtomicBoolean();
        hooks.on("sometimes", hook -> works.get() ? HookResult.passed() : HookResult.failed(1, "not yet"));
        URI uri = world.release(ONE).on("post", "sometimes").publish();
        deployer().deploy(uri);
        works.set(true);

        assertDeployed(deployer().deploy(DeployRequest.of(uri).retryQuarantined()));

        assertThat(deployer().status(world.dest).quarantine()).isEmpty();
        assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.AlreadyCurrent.class);
    }

    @Test
    void aRetryMayBeOnlyOfWhatWasTakenBackBefore() {
        Instant then = Instant.parse("2026-01-02T03:04:05.678Z");
        URI uri = world.release(ONE).on("post", "bad").publish();
        Deployer deployer = world.builder()
                .hookRunner(hooks)
                .clock(InstantSource.fixed(then))
                .build();
        assertThat(deployer.deploy(uri)).isInstanceOf(DeployResult.RolledBack.class);
        DeployRequest request = DeployRequest.of(uri);

        DeployResult earlier = deployer.deploy(request.retryQuarantinedBefore(then));
        DeployResult later = deployer.deploy(request.retryQuarantinedBefore(then.plusNanos(1)));

        assertFailed(earlier, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "quarantined");
        assertThat(later).isInstanceOf(DeployResult.RolledBack.class);
        assertThat(request.retryQuarantined().isRetryQuarantined()).isTrue();
        assertThat(request.retryQuarantinedBefore(then).isRetryQuarantined()).isFalse();
    }

    @Test
    void networkAndDiskFailuresDoNotCount() throws Exception {
        Release release = world.release(ONE);
        URI uri = release.publish();
        byte[] artifact = Files.readAllBytes(world.served.resolve("artifact-1"));
        Files.delete(world.served.resolve("artifact-1"));
        assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.Failed.class);
        Files.write(world.served.resolve("artifact-1"), artifact);
        AtomicBoolean once = new AtomicBoolean(true);
        Deployer failing = world.builder()
                .watch(op -> {
                    boolean moves = op.to().filter(world.dest::equals).isPresent();
                    if (moves && once.getAndSet(false)) {
                        throw new IOException("injected");
                    }
                })
                .build();

        assertThat(failing.deploy(uri)).isInstanceOf(DeployResult.RolledBack.class);

        assertDeployed(deployer().deploy(uri));
    }

    @Test
    void aHookThatCouldNotBeRunSaysNothingAboutTheRelease() {
        URI uri = world.release(ONE).on("post", "any").publish();
        hooks.on("any", hook -> {
            throw new IOException("no more processes");
        });
        DeployResult result = deployer().deploy(uri);
        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.POST, "hook-not-run");
        hooks.on("any", hook -> HookResult.passed());

        assertDeployed(deployer().deploy(uri));
    }

    @Test
    void theReleaseThatIsInPlaceIsNeverShutOut() {
        AtomicBoolean works = new AtomicBoolean(true);
        hooks.on("sometimes", hook -> works.getAndSet(true) ? HookResult.passed() : HookResult.failed(1, "no"));
        URI uri = world.release(ONE).on("post", "sometimes").publish();
        assertDeployed(deployer().deploy(uri));
        works.set(false);

        DeployResult again = deployer().deploy(DeployRequest.of(uri).again());

        assertThat(again.failure()).isPresent();
        assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.AlreadyCurrent.class);
    }

    private Deployer deployer() {
        return world.builder().hookRunner(hooks).build();
    }
}
