package dev.towline.hook;

import static dev.towline.hook.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ShellHookTest {

    @TempDir
    Path scratch;

    private final Told told = new Told();

    private Hook.Builder hook(String command) {
        return Hook.of("pre", command)
                .environment(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"))
                .scratch(scratch)
                .onOutput(told);
    }

    private HookResult run(Hook.Builder hook) throws IOException, InterruptedException {
        return HookRunners.shell().run(hook.build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 7              | 7   | exited with 7",
                "/etc/passwd         | 126 | exited with 126 (found, but not executable)",
                "no-such-command-x   | 127 | exited with 127 (command not found)",
                "kill -KILL $$       | 137 | exited with 137 (ended by SIGKILL)",
                "kill -TERM $$       | 143 | exited with 143 (ended by SIGTERM)",
                "exit 255            | 255 | exited with 255",
                "if then             | 2   | exited with 2"
            })
    @DisplayName("H1 an exit status is a result that says what it means")
    void exitStatus(String command, int status, String words) throws Exception {
        HookResult result = run(hook(command));

        assertThat(result.isPassed()).isFalse();
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.failure()).contains(words);
    }

    @Test
    @DisplayName("H1 a command that exits with 0 passes")
    void passes() throws Exception {
        HookResult result = run(hook("true"));

        assertThat(result.isPassed()).isTrue();
        assertThat(result.status()).isZero();
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    @DisplayName("H1 a line that is too long or no text is an exception that names the hook")
    void cannotBeStarted() {
        assertThatIOException()
                .isThrownBy(() -> run(hook("true " + "x".repeat(1 << 20))))
                .withMessageStartingWith("pre hook could not be started: ")
                .withMessageContaining("Argument list too long");
        assertThatIOException().isThrownBy(() -> run(hook("true\0rm")));
        assertThatIOException().isThrownBy(() -> run(hook("true").environment(Map.of("A", "b\0c"))));
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    @DisplayName("H4 H5 a background process neither holds up the hook nor dies of what it prints later")
    void backgroundProcessLivesOn() throws Exception {
        Path go = scratch.resolve("go");
        Path done = scratch.resolve("done");
        HookResult result = run(hook("echo before; ("
                + "until [ -e go ]; do sleep 0.05; done; echo after && echo still here > done; exec sleep 600) & echo $!"
                        .replace("go ]", go + " ]")
                        .replace("> done", "> " + done)));
        String daemon = told.line(1);
        try {
            assertThat(told.lines()).containsExactly("before", daemon);
            assertThat(result.isPassed()).isTrue();
            assertThat(result.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("left running in the background: process " + daemon);
            assertThat(Processes.isAlive(daemon)).isTrue();

            Files.createFile(go);
            eventually().untilAsserted(() -> assertThat(done).hasContent("still here\n"));
            assertThat(Processes.isAlive(daemon)).isTrue();
            assertThat(told.lines()).hasSize(2);
        } finally {
            Processes.kill(daemon);
        }
    }

    @Test
    @DisplayName("H5 output and input lie in files of mode 0600 in a directory of mode 0700, which goes with the hook")
    void filesArePrivate() throws Exception {
        Path modes = scratch.resolve("modes");
        run(
                hook("readlink /proc/$$/fd/0 /proc/$$/fd/1 | while read f; do stat -L -c %a \"$f\" \"$(dirname \"$f\")\"; done; "
                                + "[ \"$(readlink /proc/$$/fd/1)\" = \"$(readlink /proc/$$/fd/2)\" ] && touch " + modes)
                        .stdin("log"));

        assertThat(told.lines()).containsExactly("600", "700", "600", "700");
        assertThat(scratch).isDirectoryContaining(path -> path.equals(modes));
        assertThat(scratch.toFile().list()).containsExactly("modes");
    }

    @Test
    @DisplayName("H5 output is appended: nothing is lost when the file is cut under the writer")
    void outputIsAppended() throws Exception {
        run(hook("grep -E '^flags' /proc/$$/fdinfo/1"));

        int flags = Integer.parseInt(told.line(0).replaceAll("\\D+", ""), 8);
        assertThat(flags & 02000).as("O_APPEND").isNotZero();
    }

    @Test
    @DisplayName("H7 ten megabytes of input for a command that never reads are no error")
    void unreadInput() throws Exception {
        HookResult result = run(hook("echo done").stdin("0123456789".repeat(1 << 20)));

        assertThat(result.isPassed()).isTrue();
        assertThat(told.lines()).containsExactly("done");
    }

    @Test
    @DisplayName("H7 input reaches the command whole")
    void inputReachesTheCommand() throws Exception {
        run(hook("wc -c; echo").stdin("日本\n".repeat(1 << 20)));

        assertThat(told.line(0).strip()).isEqualTo(String.valueOf(7 << 20));
    }

    @Test
    @DisplayName("H8 without input a command that reads sees the end at once")
    void noInput() throws Exception {
        HookResult result = run(hook("readlink /proc/$$/fd/0; cat; read line || echo end"));

        assertThat(told.lines()).containsExactly("/dev/null", "end");
        assertThat(result.isPassed()).isTrue();
    }

    @Test
    @DisplayName("H9 a hook sees the variables it was given and no others")
    void environmentIsWhole() throws Exception {
        run(hook("env").environment(Map.of("PATH", "/usr/bin:/bin", "TOWLINE_PHASE", "pre", "EMPTY", "")));

        List<String> ofTheShell = List.of("PWD=", "OLDPWD=", "SHLVL=", "_=");
        List<String> seen = new ArrayList<>(told.lines());
        seen.removeIf(line -> ofTheShell.stream().anyMatch(line::startsWith));
        assertThat(seen).containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "TOWLINE_PHASE=pre", "EMPTY=");
    }

    @Test
    @DisplayName("H10 values reach a command as data, whatever they contain")
    void valuesAreData() throws Exception {
        String value = "$(touch pwned) `touch pwned` '; touch pwned; \" \\ * \t日本";
        run(hook("cd " + scratch + "; printf '%s\\n' \"$VALUE\"; ls")
                .environment(Map.of("PATH", "/bin", "VALUE", value)));

        assertThat(told.line(0)).isEqualTo(value);
        assertThat(told.lines()).doesNotContain("pwned");
    }

    @Test
    @DisplayName("H10 a PATH of the hook does not choose the shell")
    void pathDoesNotChooseTheShell() throws Exception {
        Path trap = Files.createDirectory(scratch.resolve("bin"));
        for (String name : List.of("sh", "setsid", "kill")) {
            Files.createFile(
                    trap.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(trap.resolve(name), "#!/bin/cat\n");
        }
        run(hook("echo right").environment(Map.of("PATH", trap.toString())));

        assertThat(told.lines()).containsExactly("right");
    }

    @Test
    @DisplayName("H11 a hook starts in the working directory of the JVM")
    void workingDirectory() throws Exception {
        run(hook("pwd -P"));

        assertThat(told.lines()).containsExactly(Path.of("").toRealPath().toString());
    }

    @Test
    @DisplayName("H13 a failure hook that fails is reported like any other")
    void failureHookFails() throws Exception {
        HookResult result = HookRunners.shell()
                .run(Hook.of("failure", "echo $TOWLINE_REASON; exit 3")
                        .environment(Map.of("TOWLINE_REASON", "post hook exited with 1"))
                        .scratch(scratch)
                        .onOutput(told)
                        .build());

        assertThat(result.failure()).contains("exited with 3");
        assertThat(told.lines()).containsExactly("post hook exited with 1");
    }

    @Test
    @DisplayName("H14 no descriptor of the JVM, locks and keys among them, is open in a hook")
    void descriptorsAreNotInherited() throws Exception {
        Path lock = Files.createFile(scratch.resolve("lock"));
        Path key = Files.createFile(scratch.resolve("key.pem"));
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock();
                RandomAccessFile keys = new RandomAccessFile(key.toFile(), "r")) {
            assertThat(held.isValid()).isTrue();
            assertThat(keys.getFD().valid()).isTrue();
            run(hook("for fd in /proc/$$/fd/*; do echo ${fd##*/} $(readlink $fd); done"));
        }

        assertThat(told.lines()).noneMatch(line -> line.contains("lock") || line.contains("key.pem"));
        assertThat(told.lines()).filteredOn(line -> line.matches("[012] .*")).hasSize(3);
        assertThat(told.lines()).noneMatch(line -> line.matches("[3-9] /.*"));
    }

    @Test
    void isToldWhileItRuns() throws Exception {
        Path heard = scratch.resolve("heard");
        Told lines = told;
        List<Long> started = new ArrayList<>();
        HookResult result = run(hook("echo $$; until [ -e " + heard + " ]; do sleep 0.05; done; printf 'no end'")
                .onStart(process -> started.add(process.pid()))
                .onOutput(line -> {
                    lines.accept(line);
                    touch(heard);
                }));

        assertThat(result.isPassed()).isTrue();
        assertThat(told.lines()).containsExactly(started.get(0).toString(), "no end");
    }

    @Test
    void aListenerThatThrowsEndsTheHook() throws Exception {
        List<ProcessHandle> started = new ArrayList<>();
        Hook.Builder hook = hook("echo; sleep 600").onStart(started::add).onOutput(line -> {
            throw new IllegalStateException("listener");
        });

        assertThatIllegalStateException().isThrownBy(() -> run(hook));
        assertThat(started).singleElement().matches(process -> !Processes.isAlive(process.pid()));
        assertThat(scratch).isEmptyDirectory();
    }

    private static void touch(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
