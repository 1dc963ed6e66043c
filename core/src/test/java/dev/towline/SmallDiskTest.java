package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.crash.Effort;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.RealTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a machine that lets its users mount a file system of their own in a name space of their own. */
final class SmallDiskTest {

    @TempDir
    Path home;

    @TempDir(factory = MemoryDirectory.class)
    Path elsewhere;

    @Test
    @DisplayName(
            "W1-W3 a disk without space, without inodes, or read-only meanwhile: a clean error, then all is put right")
    void everyAmountOfTooLittle() throws Exception {
        RealTools.require("unshare");
        assumeTrue(
                new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", home.toString())
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0,
                "this machine lets nobody mount a file system of his own");
        Path output = Files.createTempFile("towline", "output");
        try {
            Process process = new ProcessBuilder(
                            "unshare",
                            "-rm",
                            "sh",
                            "-c",
                            "mount -t tmpfs -o size=1m,nr_inodes=300,mode=0700 none \"$1\" && exec \"$2\" \"$5\" -cp \"$3\" \"$4\" \"$1\" \"$6\"",
                            "sh",
                            home.toString(),
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            System.getProperty("java.class.path"),
                            SmallDisk.class.getName(),
                            "-Dcrash.all=" + Effort.all(),
                            elsewhere.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(output);
            assertThat(process.exitValue()).as(text).isZero();
            text.lines().filter(line -> line.startsWith("W1-W3")).forEach(System.out::println);
        } finally {
            Files.delete(output);
        }
    }
}
