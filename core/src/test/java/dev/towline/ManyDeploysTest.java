package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.DeployInvariants;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many deploys of one JVM, half of them failing in every way there is; the invariants look for what they leave. */
final class ManyDeploysTest extends DeployTest {

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases", "merge"})
    @DisplayName("Q10 many deploys in one JVM, half of them failing, leak nothing")
    void manyDeploysLeakNothing(String strategy) {
        promises.anyTree();
        Deployer deployer = world.deployer();
        for (int i = 0; i < 24; i++) {
            Release release = world.release(Map.of("app", "number " + i, "lib/a", "same", "lib/" + i, "own"))
                    .by(strategy);
            boolean fails = i % 2 == 1;
            switch (fails ? i / 2 % 6 : -1) {
                case 0 -> release.with("checksum", "00".repeat(32));
                case 1 -> release.on("pre", "exit 1");
                case 2 -> release.on("post", "exit 1");
                case 3 -> release.check("10ms", "1ms", "exit 1");
                case 4 -> release.with("src", "file:///not/there");
                case 5 -> release.by("nonsense");
                default -> release.on("pre", "true");
            }

            DeployResult result = deployer.deploy(release.publish());

            assertThat(result.failure().isPresent()).as("deploy " + i).isEqualTo(fails);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    @DisplayName("Q9 interrupted again and again, a deploy ends in order each time")
    void interruptedAtRandomMoments(int step) throws Exception {
        promises.anyTree();
        world.fill(ONE);
        for (int i = 0; i < 12; i++) {
            var uri = world.release(i % 2 == 0 ? TWO : ONE)
                    .on("pre", "true")
                    .on("post", "true")
                    .publish();
            int at = 1 + i * step;
            CountDownLatch done = new CountDownLatch(1);
            Deployer[] deployer = new Deployer[1];
            Thread thread = new Thread(
                    () -> {
                        assertOrderly(deployer[0].deploy(uri));
                        done.countDown();
                    },
                    "deploying");
            int[] operations = new int[1];
            deployer[0] = world.builder()
                    .watch(op -> {
                        if (++operations[0] == at) {
                            thread.interrupt();
                        }
                    })
                    .build();
            thread.start();
            thread.join(20_000);
            assertThat(done.getCount()).as("interrupted at operation " + at).isZero();
        }
    }

    private void assertOrderly(DeployResult result) {
        Map<String, String> now = DeployInvariants.texts(world.dest);
        assertThat(now).isIn(ONE, TWO);
        assertThat(result.report().target()).isNotEqualTo(TargetState.UNKNOWN);
        result.failure().ifPresent(failure -> assertThat(failure.kind()).isEqualTo("interrupted"));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
