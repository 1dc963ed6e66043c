package dev.towline.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start-up matters where each deploy is a JVM of its own: a file needs no HTTP client. */
class ClassesNotLoadedTest {

    @TempDir
    private Path dir;

    @Test
    void readingAFileLoadsNothingOfHttp() throws Exception {
        Path file = Files.writeString(dir.resolve("a"), "content");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadsAFile.class.getName(),
                        file.toUri().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(output).contains("read 7 bytes", "dev.towline.source.FileSource ");
        assertThat(output).doesNotContain("java.net.http", "dev.towline.source.Http");
    }

    static final class ReadsAFile {

        public static void main(String[] args) throws Exception {
            try (Artifact artifact = Sources.files().open(ArtifactRequest.of(URI.create(args[0])))) {
                System.out.println("read " + artifact.stream().readAllBytes().length + " bytes");
            }
        }
    }
}
