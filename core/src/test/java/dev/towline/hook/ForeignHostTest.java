package dev.towline.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks of a JVM that was started in an odd way. */
class ForeignHostTest {

    private static final Map<String, String> UTF_8 = Map.of("LC_ALL", "C.UTF-8");

    @TempDir
    Path directory;

    @Test
    @DisplayName("H11 closed standard streams, a strict umask and an ignored SIGPIPE do not reach a hook or its files")
    void oddStart() throws Exception {
        List<String> report = HookOnce.in(
                directory,
                "umask 077; trap '' PIPE; exec \"$@\" <&-",
                UTF_8,
                "cat; umask; stat -L -c %a /proc/$$/fd/1; grep SigIgn /proc/self/status; yes | head -n 1");

        assertThat(report).hasSize(5);
        assertThat(report.get(0)).isEqualTo("0077");
        assertThat(report.get(1)).isEqualTo("600");
        long ignored = Long.parseUnsignedLong(report.get(2).replaceAll(".*\\s", ""), 16);
        assertThat(ignored & (1L << 12)).as("SIGPIPE ignored").isZero();
        assertThat(report).endsWith("y", "passed");
    }

    @Test
    @DisplayName("H11 a working directory that is gone and tight limits do not keep a hook from running")
    void goneDirectory() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        List<String> report = HookOnce.in(
                directory,
                "cd " + gone + " && ulimit -n 64 && exec \"$@\"",
                UTF_8,
                "echo runs",
                "-Dhook.vanish=" + gone);

        assertThat(gone).doesNotExist();
        assertThat(report).contains("runs").endsWith("passed");
    }

    @Test
    @DisplayName("decision 18: under LC_ALL=C a Japanese hook is refused with the remedy and removes nothing")
    void refusedUnderC() throws Exception {
        victims();
        List<String> report = HookOnce.in(directory, "exec \"$@\"", Map.of("LC_ALL", "C"), "rm g/日");

        assertThat(report)
                .singleElement()
                .asString()
                .startsWith("refused: pre hook has the character U+65E5, which this JVM cannot pass on")
                .contains("LC_ALL=C.UTF-8");
        assertThat(left()).containsExactlyInAnyOrder("a", "b", "日");
    }

    @Test
    @DisplayName("decision 18: under LC_ALL=C.UTF-8 the same hook removes what it names and nothing else")
    void runsUnderUtf8() throws Exception {
        victims();
        List<String> report = HookOnce.in(directory, "exec \"$@\"", UTF_8, "rm g/日");

        assertThat(report).containsExactly("passed");
        assertThat(left()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    @DisplayName("decision 18: a default charset that differs from the locale's is refused where commands would use it")
    void differentDefaultCharset() throws Exception {
        victims();
        List<String> report = HookOnce.in(directory, "exec \"$@\"", UTF_8, "rm g/日", "-Dfile.encoding=ISO-8859-1");

        if (Runtime.version().feature() < 18) {
            assertThat(report).singleElement().asString().startsWith("refused: ");
            assertThat(left()).containsExactlyInAnyOrder("a", "b", "日");
        } else {
            assertThat(left()).containsExactlyInAnyOrder("a", "b");
        }
    }

    /** Made by a shell: this JVM may not be able to say the name. */
    private void victims() throws Exception {
        byte[] script = "mkdir g; touch g/a g/b g/日".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("victims.sh"), script);
        Process shell = new ProcessBuilder("/bin/sh", file.toString())
                .directory(directory.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("g"))) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
