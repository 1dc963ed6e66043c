package dev.towline.hook;

import static dev.towline.hook.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.towline.disk.Disk;
import dev.towline.disk.NativeText;
import dev.towline.hook.process.Ending;
import dev.towline.hook.process.ProcessTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EndingHooksTest {

    @TempDir
    Path scratch;

    private final Told told = new Told();

    private Hook.Builder hook(String command) {
        return Hook.of("post", command)
                .environment(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"))
                .scratch(scratch)
                .onOutput(told);
    }

    private HookResult runFor(Duration limit, String command) throws Exception {
        return HookRunners.shell().run(hook(command).timeout(Optional.of(limit)).build());
    }

    private void assertNobodySurvived() {
        assertThat(told.lines()).isNotEmpty().allMatch(line -> !Processes.isAlive(line.replaceAll("\\D+", "")));
    }

    @Test
    @DisplayName("H2 a command past its timeout is ended by SIGTERM and says what it did last")
    void terminated() throws Exception {
        HookResult result = runFor(
                Duration.ofMillis(1500),
                "trap 'sleep 1; echo cleaned up; exit 0' TERM; echo up; while :; do sleep 0.1; done");

        assertThat(result.failure()).contains("timed out after 1.5s");
        assertThat(result.status()).isEqualTo(143);
        assertThat(told.lines()).contains("up", "cleaned up");
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    @DisplayName("H2 H3 what ignores SIGTERM is killed after the grace, children and orphans included")
    void killed() throws Exception {
        HookResult result = runFor(
                Duration.ofSeconds(1),
                "trap '' TERM; sleep 600 & echo $!; (nohup sleep 601 >/dev/null & echo $!); echo $$; sleep 602; sleep 603");

        assertThat(result.failure()).contains("timed out after 1s");
        assertThat(result.status()).isEqualTo(137);
        assertThat(told.lines()).hasSize(3);
        assertNobodySurvived();
    }

    @Test
    @DisplayName("H3 a child that lost its parent is ended with the hook")
    void orphan() throws Exception {
        HookResult result = runFor(Duration.ofSeconds(1), "(sleep 600 & echo $!); (sleep 600 & echo $!); sleep 600");

        assertThat(result.failure()).contains("timed out after 1s");
        assertThat(told.lines()).hasSize(2);
        assertNobodySurvived();
    }

    @Test
    @DisplayName("H3 groups that job control made are ended with the hook")
    void jobControl() throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        runFor(
                Duration.ofSeconds(1),
                "bash -c 'set -m; sleep 600 & echo $!; read -r stat < /proc/$!/stat; set -- ${stat##*) }; echo $3; sleep 600'");

        assertThat(told.line(1)).as("a group of its own").isEqualTo(told.line(0));
        assertNobodySurvived();
    }

    @Test
    @DisplayName("H3 a child that made itself a session escapes, and a warning says so")
    void ownSession() throws Exception {
        HookResult result = runFor(Duration.ofSeconds(1), "setsid sleep 600 & echo $!; sleep 600");
        String escaped = told.line(0);
        try {
            assertThat(Processes.isAlive(escaped)).isTrue();
            assertThat(result.warnings())
                    .containsExactly("left the hook's session and still running: process " + escaped);
        } finally {
            Processes.kill(escaped);
        }
    }

    @Test
    @DisplayName("H3 without setsid the descendants are ended and a warning says what that misses")
    void withoutSetsid() throws Exception {
        HookRunner runner = new ShellRunner(new Disk(), NativeText.ofThisJvm(), ProcessTree.descendants());
        HookResult result = runner.run(hook("sleep 600 & echo $!; echo $$; sleep 600")
                .timeout(Optional.of(Duration.ofSeconds(1)))
                .build());

        assertThat(result.failure()).contains("timed out after 1s");
        assertThat(result.warnings()).singleElement().asString().startsWith("setsid (util-linux) is missing");
        assertNobodySurvived();
    }

    @Test
    @DisplayName("H2 an interruption ends the command with everything it started")
    void interrupted() throws Exception {
        FutureTask<HookResult> task = new FutureTask<>(() -> HookRunners.shell()
                .run(hook("sleep 600 & echo $!; echo $$; wait").build()));
        Thread thread = new Thread(task);
        thread.start();
        eventually().until(() -> told.lines().size() == 2);
        thread.interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(task::get)
                .withCauseInstanceOf(InterruptedException.class);
        assertNobodySurvived();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    @DisplayName("H2 an interruption during the grace kills at once")
    void interruptedDuringTheGrace() throws Exception {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                runFor(Duration.ofSeconds(1), "trap 'echo $$ refuses' TERM; while :; do sleep 0.1; done");
                flag.completeExceptionally(new AssertionError("returned"));
            } catch (InterruptedException e) {
                flag.complete(Thread.currentThread().isInterrupted());
            } catch (Exception e) {
                flag.completeExceptionally(e);
            }
        });
        thread.start();
        eventually().until(() -> thread.getState() == Thread.State.TIMED_WAITING && inGrace(thread));
        thread.interrupt();

        assertThat(flag.get()).as("interrupt flag").isFalse();
        assertThat(told.lines())
                .filteredOn(line -> line.endsWith("refuses"))
                .isNotEmpty()
                .noneMatch(line -> Processes.isAlive(line.replace("refuses", "")));
    }

    private static boolean inGrace(Thread thread) {
        return List.of(thread.getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().equals(Ending.class.getName()));
    }

    @Test
    void aThreadThatIsInterruptedStartsNothing() throws Exception {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> HookRunners.shell().run(hook("echo $$").build()));
        assertThat(Thread.interrupted()).isFalse();
        assertThat(told.lines()).isEmpty();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    @DisplayName("H13 a failure hook that hangs is bounded by its timeout")
    void failureHookHangs() throws Exception {
        HookResult result = HookRunners.shell()
                .run(Hook.of("failure", "echo $$; exec sleep 600")
                        .timeout(Optional.of(Duration.ofSeconds(1)))
                        .scratch(scratch)
                        .onOutput(told)
                        .build());

        assertThat(result.failure()).contains("timed out after 1s");
        assertNobodySurvived();
    }
}
