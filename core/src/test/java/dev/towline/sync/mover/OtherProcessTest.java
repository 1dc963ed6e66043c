package dev.towline.sync.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherProcessTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"000", "027", "077", "777"})
    @DisplayName("H11 modes are exact under any umask")
    void modesAreExactUnderAnyUmask(String umask) throws Exception {
        run(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
    }

    @Test
    void aUserWithoutRootsRightsDeploysAndUndoesAsWell() throws Exception {
        assumeThat(Disk.uid()).as("only root can become somebody else").isZero();
        Path classes = Path.of(System.getProperty("java.class.path").split(":", 2)[0]);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        List<String> look = new ArrayList<>(nobody);
        look.addAll(List.of("test", "-r", classes.toString()));
        assumeThat(new ProcessBuilder(look).start().waitFor())
                .as("nobody can read the classes")
                .isZero();
        run(nobody);
    }

    private void run(List<String> prefix) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                home.toString()));
        Path output = Files.createTempFile("towline", "output");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(output, StandardCharsets.UTF_8))
                    .isZero();
        } finally {
            Files.delete(output);
        }
    }
}
