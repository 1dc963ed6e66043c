package dev.towline.hook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.disk.Disk;
import dev.towline.disk.Op.Call;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HookTraceTest {

    @TempDir
    Path home;

    private final List<Long> pids = new ArrayList<>();

    @AfterEach
    void kill() {
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 600 & echo $!; (nohup sleep 601 > /dev/null 2>&1 & echo $!); echo $$; wait",
                "(trap '' TERM; sleep 602; sleep 603) & echo $!; sleep 604 & echo $!; echo $$; wait",
                "timeout 700 sleep 605 & echo $!; sh -c 'trap : TERM; echo $$; sleep 606; sleep 607' & echo $$; wait"
            })
    @DisplayName("K17 what a killed JVM's hook still does is ended, background and orphans included")
    void orphansAreEnded(String command) throws Exception {
        killedWhile(command, 3);
        assertThat(pids).as("survive their JVM").allMatch(HookTraceTest::isAlive);

        assertThat(trace().endOrphan()).isTrue();

        assertThat(pids).noneMatch(HookTraceTest::isAlive);
        assertThat(file()).doesNotExist();
        assertThat(trace().endOrphan()).isFalse();
    }

    @Test
    @DisplayName("K17 a hook that ended before its JVM was killed leaves no trace, and what it left lives on")
    void endedHook() throws Exception {
        Process jvm = start("sleep 600 > /dev/null 2>&1 & echo $!");
        read(jvm, 1);
        assertThat(jvm.waitFor()).isZero();

        assertThat(file()).doesNotExist();
        assertThat(trace().endOrphan()).isFalse();
        assertThat(pids).allMatch(HookTraceTest::isAlive);
    }

    @Test
    @DisplayName("K17 a hook whose shell ended after its JVM was killed is no orphan any more")
    void endedSince() throws Exception {
        Path go = home.resolve("go");
        killedWhile("sleep 600 & echo $!; echo $$; until [ -e " + go + " ]; do sleep 0.02; done", 2);
        Files.createFile(go);
        await().atMost(30, TimeUnit.SECONDS).until(() -> !isAlive(pids.get(1)));

        assertThat(trace().endOrphan()).isFalse();
        assertThat(isAlive(pids.get(0))).isTrue();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aNumberThatIsAnotherProcessNowIsLeftAlone() throws Exception {
        Process sleep = sleep();
        trace().started(sleep.toHandle());
        String text = Files.readString(file());
        long started = ProcessStat.of(sleep.pid()).orElseThrow().started();
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        assertThat(text).isEqualTo("towline-hook 1\n" + sleep.pid() + " " + started + " " + boot + "\n");

        for (String other : List.of(
                text.replace(" " + started + " ", " " + (started + 1) + " "),
                text.replace(boot, boot.substring(0, boot.length() - 1) + (boot.endsWith("0") ? "1" : "0")))) {
            assertThat(other).isNotEqualTo(text);
            Files.writeString(file(), other);
            assertThat(trace().endOrphan()).isFalse();
            assertThat(file()).doesNotExist();
        }
        assertThat(sleep.isAlive()).isTrue();

        Files.writeString(file(), text);
        assertThat(trace().endOrphan()).isTrue();
        assertThat(sleep.waitFor()).isEqualTo(128 + 15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "towline-hook 1\n",
                "towline-hook 2\nPID START BOOT\n",
                "PID START BOOT\n",
                "towline-hook 1\nPID START\n",
                "towline-hook 1\nPID x BOOT\n",
                "towline-hook 1\n-1 START BOOT\n",
                "towline-hook 1\n0 START BOOT\n",
                "towline-hook 1\n99999999999999999999 START BOOT\n",
                "towline-hook 1\nPID START BOOT\nmore\n",
                "\0\u00ff\u00fe"
            })
    void garbageIsNoOrphan(String text) throws Exception {
        Process sleep = sleep();
        trace().started(sleep.toHandle());
        String[] words = Files.readAllLines(file()).get(1).split(" ");
        Files.writeString(
                file(), text.replace("PID", words[0]).replace("START", words[1]).replace("BOOT", words[2]));

        assertThat(trace().endOrphan()).isFalse();

        assertThat(sleep.isAlive()).isTrue();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aHookThatCannotBeTracedRunsOn() throws Exception {
        Disk full = new Disk(op -> {
            if (op.call() == Call.WRITE) {
                throw new IOException("No space left on device");
            }
        });
        Process sleep = sleep();

        HookTrace.at(full, file()).started(sleep.toHandle());

        assertThat(trace().endOrphan()).isFalse();
        assertThat(sleep.isAlive()).isTrue();
    }

    @Test
    void theTraceIsForItsUserOnly() throws Exception {
        trace().started(sleep().toHandle());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        trace().ended();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    @DisplayName("K17 without setsid the hook and its descendants are ended")
    void withoutSession() throws Exception {
        Process hook = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait").start();
        pids.add(hook.pid());
        read(hook, 1);
        trace().started(hook.toHandle());

        assertThat(trace().endOrphan()).isTrue();

        assertThat(pids).noneMatch(HookTraceTest::isAlive);
    }

    @Test
    void anInterruptCutsTheGraceShortAndIsHandedBack() throws Exception {
        killedWhile("trap '' TERM; echo $$; while :; do sleep 0.1; done", 1);
        FutureTask<Boolean> ending = new FutureTask<>(
                () -> trace().endOrphan() && Thread.currentThread().isInterrupted());
        Thread thread = new Thread(ending);
        thread.start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();

        assertThat(ending.get()).isTrue();
        await().atMost(30, TimeUnit.SECONDS).until(() -> !isAlive(pids.get(0)));
    }

    private void killedWhile(String command, int lines) throws Exception {
        Process jvm = start(command);
        read(jvm, lines);
        jvm.destroyForcibly().waitFor();
    }

    private Process start(String command) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HookUntilKilled.class.getName(),
                        home.resolve("scratch").toString(),
                        file().toString(),
                        command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads the numbers of processes that {@code process} prints, one a line. */
    private void read(Process process, int lines) throws IOException {
        BufferedReader reader = process.inputReader();
        for (int i = 0; i < lines; i++) {
            pids.add(Long.parseLong(reader.readLine()));
        }
    }

    private Process sleep() throws IOException {
        Process sleep = new ProcessBuilder("sleep", "600").start();
        pids.add(sleep.pid());
        return sleep;
    }

    private Path file() {
        return home.resolve("hook");
    }

    private HookTrace trace() {
        return HookTrace.at(new Disk(), file());
    }

    private static boolean isAlive(long pid) {
        return ProcessStat.of(pid).filter(ProcessStat::isAlive).isPresent();
    }
}
