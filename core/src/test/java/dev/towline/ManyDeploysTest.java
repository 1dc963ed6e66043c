package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.source.Sources;
import dev.towline.testkit.DeployInvariants;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many deploys of one JVM, half of them failing in every way there is; the invariants look for what they leave. */
final class ManyDeploysTest extends DeployTest {

    /** Ways to fail, from the first phase to the last; those that run no command are cheaper, and there are more of them. */
    private static final List<UnaryOperator<Release>> FAILURES = List.of(
            release -> release.with("checksum", "00".repeat(32)),
            release -> release.with("src", "file:///not/there"),
            release -> release.with("sync_strategy", "nonsense"),
            release -> release.on("pre", "exit 1"),
            release -> release.with("checksum", "11".repeat(32)),
            release -> release.with("expires", "2001-01-01T00:00:00Z"),
            release -> release.with("src", "nonsense:"),
            release -> release.on("post", "exit 1"),
            release -> release.with("checksum", "22".repeat(32)),
            release -> release.with("unknown", "key"),
            release -> release.with("src", "file:///dev/zero"),
            release -> release.check("10ms", "1ms", "exit 1"));

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

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName(
            "Q10 a thousand deploys, half of them failing: no descriptor, thread or file more, less than 5 MiB of heap")
    void aThousandDeploysLeakNothing() throws Exception {
        promises.anyTree();
        Deployer deployer = Deployer.builder()
                .source("file", Sources.files())
                .trust(Trust.unsigned())
                .stateDirectory(world.state)
                .environment(Map.of("PATH", System.getenv("PATH")))
                .retry(1, Duration.ZERO)
                .build();
        List<URI> good = Stream.of("rsync", "releases")
                .flatMap(strategy -> Stream.of(ONE, TWO)
                        .map(texts ->
                                publish(strategy, texts, release -> release).publish()))
                .toList();
        List<URI> bad = Stream.of("rsync", "releases")
                .flatMap(strategy -> FAILURES.stream()
                        .map(failure -> publish(strategy, ONE, failure).publish()))
                .toList();
        deployEach(deployer, good, bad, 100);
        Leftovers before = Leftovers.of(world.home);

        deployEach(deployer, good, bad, 900);

        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            Leftovers after = Leftovers.of(world.home);
            assertThat(after.files()).isEqualTo(before.files());
            assertThat(after.keptReleases()).isLessThanOrEqualTo(2 * MOST_KEPT);
            assertThat(after.threads()).isSubsetOf(before.threads());
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
            assertThat(after.heap() - before.heap()).as("bytes of heap").isLessThan(5 << 20);
        });
    }

    private Release publish(String strategy, Map<String, String> texts, UnaryOperator<Release> how) {
        return how.apply(world.release(texts).by(strategy).to(world.home.resolve("site-" + strategy)));
    }

    /** Manifests kept for one destination: those to go back to, and those that failed since the last good one. */
    private static final int MOST_KEPT = 8;

    private static void deployEach(Deployer deployer, List<URI> good, List<URI> bad, int count) {
        for (int i = 0; i < count; i++) {
            boolean fails = i % 2 == 1;
            URI manifest = fails ? bad.get(i / 2 % bad.size()) : good.get(i / 2 % good.size());
            DeployResult result = deployer.deploy(DeployRequest.of(manifest).retryQuarantined());
            assertThat(result.failure().isPresent()).as("deploy " + i).isEqualTo(fails);
        }
    }

    /** What a deploy must not leave behind; heap in bytes, after a collection. */
    private record Leftovers(Set<Path> files, long keptReleases, Set<Thread> threads, long descriptors, long heap) {

        static Leftovers of(Path home) throws IOException {
            System.gc();
            Runtime java = Runtime.getRuntime();
            try (Stream<Path> files = Files.walk(home);
                    Stream<Path> kept = Files.walk(home.resolve("state"));
                    Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return new Leftovers(
                        files.filter(file -> !file.toString().contains("/site-"))
                                .filter(file -> !file.toString().contains("/releases/"))
                                .collect(Collectors.toSet()),
                        kept.filter(file -> file.endsWith("manifest")).count(),
                        runningThreads(),
                        descriptors.count(),
                        java.totalMemory() - java.freeMemory());
            }
        }
    }

    /** The JDK keeps a thread or two for the next process, and this test has one of its own. */
    private static Set<Thread> runningThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().matches("process reaper|awaitility-thread"))
                .collect(Collectors.toSet());
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
