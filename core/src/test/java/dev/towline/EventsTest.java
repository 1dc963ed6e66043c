package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.Hook;
import dev.towline.hook.HookResult;
import dev.towline.testkit.TarBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners, results and recordings are told. */
final class EventsTest extends DeployTest {

    @Test
    void everyPhaseStartsAndEndsAndTheResultComesLast() {
        DeployRequest request = DeployRequest.of(world.release(ONE)
                .on("post", "echo a line; exit 1")
                .on("failure", "true")
                .publish());

        DeployResult result = world.deployer().deploy(request);

        List<String> told = new ArrayList<>();
        for (DeployEvent event : world.events) {
            assertThat(event.request()).isSameAs(request);
            if (event instanceof DeployEvent.PhaseStarted started) {
                told.add(started.phase().word() + " started");
            } else if (event instanceof DeployEvent.PhaseEnded ended) {
                told.add(ended.phase().word() + (ended.passed() ? " passed" : " failed"));
            } else if (event instanceof DeployEvent.HookStarted started) {
                told.add("$ " + started.command());
            } else if (event instanceof DeployEvent.HookOutput output) {
                told.add("> " + output.line());
            } else if (event instanceof DeployEvent.Finished finished) {
                assertThat(finished.result()).isSameAs(result);
                told.add("finished");
            }
        }
        assertThat(told)
                .containsExactly(
                        "resolve started",
                        "resolve passed",
                        "stage started",
                        "stage passed",
                        "pre started",
                        "pre passed",
                        "activate started",
                        "activate passed",
                        "post started",
                        "$ echo a line; exit 1",
                        "> a line",
                        "post failed",
                        "failure started",
                        "$ true",
                        "failure passed",
                        "finished");
        assertThat(result.report().phases().stream().map(PhaseTiming::phase)).isEqualTo(world.phases());
        assertThat(result.report().phases())
                .noneMatch(timing -> timing.duration().isNegative());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void listenerThatThrowsChangesNothing(boolean error) {
        world.fill(ONE);
        Deployer deployer = Deployer.builder()
                .source("file", dev.towline.source.Sources.files())
                .trust(dev.towline.trust.Trust.unsigned())
                .stateDirectory(world.state)
                .listener(event -> {
                    if (error) {
                        throw new AssertionError("listener");
                    }
                    throw new IllegalStateException("listener");
                })
                .listener(world.events::add)
                .build();

        DeployResult result =
                deployer.deploy(world.release(TWO).tellingItsPhases().publish());

        assertDeployed(result);
        assertThat(result.report().warnings()).isEmpty();
        assertThat(world.output()).containsExactly("pre", "post", "check", "success");
        assertThat(world.texts()).isEqualTo(TWO);
    }

    @Test
    void stageTellsHowFarItIs() {
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        byte[] artifact = TarBytes.tar()
                .file("a", new byte[10])
                .file("noise", noise)
                .end()
                .gzip();
        promises.anyTree();
        Deployer slow = world.builder().maxBandwidth(3_000_000).build();

        assertDeployed(slow.deploy(world.release(artifact)
                .with("size", String.valueOf(artifact.length))
                .publish()));

        List<DeployEvent.Progress> progress = world.told(DeployEvent.Progress.class);
        assertThat(progress).isNotEmpty();
        assertThat(progress).extracting(DeployEvent.Progress::total).containsOnly(OptionalLong.of(artifact.length));
        assertThat(progress)
                .extracting(DeployEvent.Progress::fetched)
                .isSorted()
                .allMatch(bytes -> bytes <= artifact.length);
    }

    @Test
    void nothingIsToldAfterTheResult() {
        AtomicReference<Hook> kept = new AtomicReference<>();
        Deployer deployer = world.builder()
                .hookRunner(hook -> {
                    kept.set(hook);
                    return HookResult.passed();
                })
                .build();
        DeployResult result =
                deployer.deploy(world.release(ONE).on("success", "anything").publish());
        int told = world.events.size();

        kept.get().output("from a thread that was left behind");

        assertThat(world.events).hasSize(told);
        assertThat(world.events.get(told - 1)).isInstanceOf(DeployEvent.Finished.class);
        assertThat(result.report().warnings()).isEmpty();
    }

    @Test
    void hooksMayTellFromManyThreadsAtOnce() {
        Deployer deployer = world.builder()
                .hookRunner(hook -> {
                    List<Thread> threads = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        Thread thread = new Thread(() -> {
                            for (int line = 0; line < 500; line++) {
                                hook.output("line");
                            }
                        });
                        threads.add(thread);
                        thread.start();
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                    return HookResult.passed().warning("talkative");
                })
                .build();

        DeployResult result =
                deployer.deploy(world.release(ONE).on("pre", "anything").publish());

        assertDeployed(result);
        assertThat(world.output()).hasSize(2000);
        assertThat(result.report().warnings()).containsExactly("talkative");
    }

    @Test
    @DisplayName("D27 two deployers of one JVM deploy side by side and know nothing of each other")
    void twoDeployersSideBySide() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Map<String, FutureTask<DeployResult>> tasks = new HashMap<>();
        Map<String, List<String>> lines = new ConcurrentHashMap<>();
        for (String name : List.of("left", "right")) {
            Path dest = home.resolve(name);
            promises.destination(dest);
            promises.state(home.resolve("state-" + name));
            Release release = world.release(Map.of("app", name))
                    .to(dest)
                    .with("deployment", name)
                    .on("pre", "echo " + name)
                    .on("post", name.equals("left") ? "true" : "exit 1");
            Deployer deployer = world.builder()
                    .stateDirectory(home.resolve("state-" + name))
                    .listener(event -> {
                        if (event instanceof DeployEvent.HookOutput output) {
                            lines.computeIfAbsent(name, key -> new ArrayList<>())
                                    .add(output.line());
                        }
                    })
                    .healthCheck(request -> true)
                    .build();
            var uri = release.publish();
            FutureTask<DeployResult> task = new FutureTask<>(() -> {
                both.await(10, TimeUnit.SECONDS);
                return deployer.deploy(uri);
            });
            tasks.put(name, task);
            new Thread(task, "deploying-" + name).start();
        }

        assertDeployed(tasks.get("left").get(30, TimeUnit.SECONDS));
        assertThat(tasks.get("right").get(30, TimeUnit.SECONDS)).isInstanceOf(DeployResult.RolledBack.class);
        assertThat(home.resolve("left/app")).hasContent("left");
        assertThat(home.resolve("right")).doesNotExist();
        assertThat(lines).containsEntry("left", List.of("left")).containsEntry("right", List.of("right"));
    }

    @Test
    void oneDeployerServesSeveralThreads() throws Exception {
        Deployer deployer = world.deployer();
        List<FutureTask<DeployResult>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Path dest = home.resolve("site-" + i);
            promises.destination(dest);
            var uri =
                    world.release(ONE).to(dest).on("pre", "echo $TOWLINE_DEST").publish();
            FutureTask<DeployResult> task = new FutureTask<>(() -> deployer.deploy(uri));
            tasks.add(task);
            new Thread(task, "deploying-" + i).start();
        }
        for (FutureTask<DeployResult> task : tasks) {
            assertDeployed(task.get(30, TimeUnit.SECONDS));
        }
        assertThat(world.output()).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void phasesAreWrittenIntoAFlightRecording() throws Exception {
        Path file = home.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.towline.DeployPhase");
            recording.start();
            world.deploy(world.release(ONE).on("post", "exit 1"));
            recording.stop();
            recording.dump(file);
        }

        List<String> phases = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals("dev.towline.DeployPhase")) {
                assertThat(event.getString("manifest")).endsWith("manifest-1.yml");
                phases.add(event.getString("phase") + " " + event.getBoolean("passed"));
            }
        }
        assertThat(phases).containsExactly("resolve true", "stage true", "pre true", "activate true", "post false");
    }

    @Test
    @DisplayName("I7 the log for success and failure commands keeps its beginning and its end, and little memory")
    void logIsBounded() throws IOException {
        DeployLog log = new DeployLog();
        log.add(Instant.EPOCH, "the very first line");
        for (int i = 0; i < 20_000; i++) {
            log.add(Instant.EPOCH, i + " " + "x".repeat(i % 1000));
        }
        log.add(Instant.EPOCH, "y".repeat(5_000_000));
        log.add(Instant.EPOCH, "the very last line");

        String text = log.text();

        assertThat(text.length()).isBetween(300_000, 600_000);
        assertThat(text)
                .startsWith("1970-01-01T00:00:00Z the very first line\n")
                .endsWith("the very last line\n");
        assertThat(text.lines()).anyMatch(line -> line.matches("\\.\\.\\. [0-9]+ lines left out \\.\\.\\."));
        long leftOut = text.lines()
                .filter(line -> line.startsWith("... "))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                .sum();
        assertThat(text.lines().count() - 1 + leftOut).isEqualTo(20_003);
    }
}
