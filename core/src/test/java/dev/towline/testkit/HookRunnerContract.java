package dev.towline.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.hook.Hook;
import dev.towline.hook.HookResult;
import dev.towline.hook.HookRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules that every {@link HookRunner} keeps. Extend it, return the runner, and say in which words it does what the
 * commands here do if it is no shell.
 */
public abstract class HookRunnerContract {

    /** An environment that a shell can work in. */
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");

    @TempDir
    Path scratch;

    /** The runner under test; may be the same for all tests. */
    protected abstract HookRunner runner();

    /** A command that passes. */
    protected String passes() {
        return "true";
    }

    /** A command that fails with {@code status}, 1 to 125. */
    protected String fails(int status) {
        return "exit " + status;
    }

    /** A command that prints {@code one}, an empty line, and {@code three} without a line end. */
    protected String printsThreeLines() {
        return "echo one; echo; printf three";
    }

    /** A command that prints the value of the variable {@code name}, or {@code unset}. */
    protected String printsVariable(String name) {
        return "printf '%s\\n' \"${" + name + "-unset}\"";
    }

    /** A command that prints what it reads. */
    protected String copiesInput() {
        return "cat";
    }

    /** A command that prints {@code waiting} and then waits for minutes. */
    protected String waits() {
        return "echo waiting; sleep 300";
    }

    /** Whether commands are processes of this host, told to {@link Hook#started}. */
    protected boolean startsProcesses() {
        return true;
    }

    /** How long the runner may take to end a command: nothing here waits longer. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<ProcessHandle> processes = Collections.synchronizedList(new ArrayList<>());

    @Test
    @DisplayName("R1 a command that succeeds has passed, with status 0")
    final void successHasPassed() throws Exception {
        HookResult result = run(hook(passes()));

        assertTrue(result.isPassed(), () -> passes() + " did not pass: " + result.failure());
        assertEquals(0, result.status());
    }

    @Test
    @DisplayName("R2 a command that fails is a result with its status and words, not an exception")
    final void failureIsAResult() throws Exception {
        HookResult result = run(hook(fails(7)));

        assertFalse(result.isPassed(), "a failing command passed");
        assertEquals(7, result.status());
        assertFalse(result.failure().orElseThrow().isBlank(), "the failure has no words");
    }

    @Test
    @DisplayName("R3 output is told line by line, in order and whole, before the result is there")
    final void outputIsTold() throws Exception {
        run(hook(printsThreeLines()));

        assertEquals(List.of("one", "", "three"), List.copyOf(output));
    }

    @Test
    @DisplayName("R4 a variable of the hook reaches the command as it is")
    final void variablesReachTheCommand() throws Exception {
        String value = "a 'b' \"c\" $(d) \\ * ; e";
        run(hook(printsVariable("VALUE"))
                .environment(Map.of("PATH", ENVIRONMENT.getOrDefault("PATH", ""), "VALUE", value)));

        assertEquals(List.of(value), List.copyOf(output));
    }

    @Test
    @DisplayName("R5 a variable that the hook does not have does not reach the command")
    final void nothingElseReachesTheCommand() throws Exception {
        List<String> ofTheShell =
                List.of("PATH", "PWD", "OLDPWD", "SHLVL", "_", "IFS", "PS1", "PS2", "PS4", "OPTIND", "PPID");
        Optional<String> mine = System.getenv().keySet().stream()
                .filter(name -> name.matches("[A-Z][A-Z0-9_]*") && !ofTheShell.contains(name))
                .sorted()
                .findFirst();
        assumeTrue(mine.isPresent(), "this JVM has no variable of its own");
        run(hook(printsVariable(mine.get())));

        assertEquals(List.of("unset"), List.copyOf(output), mine.get());
    }

    @Test
    @DisplayName("R6 the text of the hook is what the command reads")
    final void inputReachesTheCommand() throws Exception {
        run(hook(copiesInput()).stdin("first\nsecond\n"));

        assertEquals(List.of("first", "second"), List.copyOf(output));
    }

    @Test
    @DisplayName("R7 without a text the command that reads sees the end at once")
    final void noInputIsTheEnd() throws Exception {
        HookResult result = run(hook(copiesInput()));

        assertTrue(result.isPassed(), () -> "reading nothing failed: " + result.failure());
        assertEquals(List.of(), List.copyOf(output));
    }

    @Test
    @DisplayName("R8 a command past its timeout is ended, and the failure says so")
    final void timeoutEnds() throws Exception {
        HookResult result = run(hook(waits()).timeout(Optional.of(Duration.ofMillis(500))));

        assertFalse(result.isPassed(), "a command past its timeout passed");
        assertTrue(
                result.failure().orElseThrow().contains("timed out"),
                () -> result.failure().toString());
        assertNoProcess();
    }

    @Test
    @DisplayName("R9 an interruption ends the command and is thrown, the interrupt flag cleared")
    final void interruptionEnds() throws Exception {
        boolean[] flag = {false};
        FutureTask<HookResult> task = new FutureTask<>(() -> {
            try {
                return runner().run(hook(waits()).build());
            } finally {
                flag[0] = Thread.currentThread().isInterrupted();
            }
        });
        Thread thread = start(task);
        awaitWaiting();
        thread.interrupt();
        try {
            task.get(patience().toMillis(), TimeUnit.MILLISECONDS);
            fail("an interrupted run returned");
        } catch (TimeoutException e) {
            fail("an interruption did not end the command");
        } catch (ExecutionException e) {
            assertInstanceOf(InterruptedException.class, e.getCause());
        }
        assertFalse(flag[0], "the interrupt flag is still set");
        assertNoProcess();
    }

    @Test
    @DisplayName("R10 two threads run hooks side by side")
    final void sideBySide() throws Exception {
        FutureTask<HookResult> waiting =
                new FutureTask<>(() -> runner().run(hook(waits()).build()));
        Thread thread = start(waiting);
        awaitWaiting();
        try {
            run(hook(passes()));
        } finally {
            thread.interrupt();
            thread.join(patience().toMillis());
        }
    }

    @Test
    @DisplayName("R11 nothing is left in the scratch directory")
    final void scratchIsLeftEmpty() throws Exception {
        run(hook(printsThreeLines()).stdin("text"));

        try (Stream<Path> left = Files.list(scratch)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    @DisplayName("R12 the process is told while it runs")
    final void processIsTold() throws Exception {
        assumeTrue(startsProcesses(), "this runner starts no process");
        FutureTask<HookResult> task =
                new FutureTask<>(() -> runner().run(hook(waits()).build()));
        Thread thread = start(task);
        awaitWaiting();
        try {
            assertEquals(1, processes.size(), "processes told");
            assertTrue(processes.get(0).isAlive(), "the process told is not the one that runs");
        } finally {
            thread.interrupt();
            thread.join(patience().toMillis());
        }
    }

    private Hook.Builder hook(String command) {
        return Hook.of("pre", command)
                .environment(ENVIRONMENT)
                .scratch(scratch)
                .onOutput(output::add)
                .onStart(processes::add);
    }

    private HookResult run(Hook.Builder hook) throws Exception {
        FutureTask<HookResult> task = new FutureTask<>(() -> runner().run(hook.build()));
        Thread thread = start(task);
        try {
            return task.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            processes.forEach(ProcessHandle::destroyForcibly);
            throw new AssertionError("still running after " + patience(), e);
        }
    }

    private static Thread start(FutureTask<HookResult> task) {
        Thread thread = new Thread(task, "contract");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void awaitWaiting() throws InterruptedException {
        assertEquals("waiting", output.poll(patience().toMillis(), TimeUnit.MILLISECONDS), "first line of output");
    }

    private void assertNoProcess() {
        assertEquals(
                List.of(), processes.stream().filter(ProcessHandle::isAlive).toList(), "processes still running");
    }
}
