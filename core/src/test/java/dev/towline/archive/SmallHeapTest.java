package dev.towline.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pours big archives in a JVM of its own with a heap of 64 MiB. */
class SmallHeapTest {

    @TempDir
    Path temp;

    private String pour(long mib, long limitMib, int empties) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                        SmallHeap.class.getName(),
                        temp.resolve("artifact").toString(),
                        Long.toString(mib),
                        Long.toString(limitMib),
                        Integer.toString(empties))
                .redirectErrorStream(true)
                .redirectOutput(new File(temp.toFile(), "out"))
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(temp.resolve("out"));
    }

    @Test
    @DisplayName("F6 an artifact of 2 GiB is poured in a heap of 64 MiB")
    void twoGibibytes() throws Exception {
        assertThat(pour(2048, 20480, 0)).contains("1 entries, 2147483648 bytes").contains("more than 1000 times");
    }

    @Test
    @DisplayName("F6 a bomb is refused in a heap of 64 MiB")
    void bomb() throws Exception {
        assertThat(pour(2048, 1024, 0)).endsWith("too-large\n");
    }

    @Test
    @DisplayName("G1 200,000 entries with long names are poured in a heap of 64 MiB")
    void manyEntries() throws Exception {
        assertThat(pour(1, 20480, 200_000)).contains("200002 entries, 1048576 bytes");
    }
}
