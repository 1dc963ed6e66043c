package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.examples.quickstart.Quickstart;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on an embedded default. */
class QuickstartIT {

    @TempDir
    Path home;

    @Test
    void releasesTravelFromAnS3ServerIntoADirectoryAndNothingIsLeft() throws Exception {
        Path temporary = Files.createDirectory(home.resolve("tmp"));
        File out = home.resolve("out").toFile();
        Process quickstart = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Quickstart.class.getName())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();

        assertThat(quickstart.waitFor(120, TimeUnit.SECONDS)).isTrue();

        String story = Files.readString(out.toPath());
        assertThat(quickstart.exitValue()).as(story).isZero();
        assertThat(story)
                .containsSubsequence(
                        "Release 1 goes into an empty directory",
                        "| starting release 1",
                        "=> deployed",
                        "What would release 2 change?",
                        "add    about.html",
                        "change index.html",
                        "remove news.html",
                        "--- Release 2",
                        "| starting release 2",
                        "=> deployed",
                        "Release 3 fails its health check",
                        "check    FAILED",
                        "| telling the team about it",
                        "=> rolled-back: check did not pass",
                        "the destination is restored",
                        "VERSION     2",
                        "Somebody tampers with the archive",
                        "stage    FAILED",
                        "the destination is untouched",
                        "VERSION     2");
        assertThat(temporary.toFile().list((directory, name) -> name.startsWith("towline")))
                .isEmpty();
    }
}
