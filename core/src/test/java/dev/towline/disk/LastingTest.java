package dev.towline.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LastingTest {

    @Test
    void nothingInMemoryLasts() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"), "no tmpfs here");

        try (Dir dir = new Disk().open(memory)) {
            assertThat(dir.isLasting()).isFalse();
        }
    }

    @Test
    void whatIsOnADiskLasts() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        assumeTrue(!Files.getFileStore(here).type().equals("tmpfs"), "the working directory is in memory");

        try (Dir dir = new Disk().open(here)) {
            assertThat(dir.isLasting()).isTrue();
        }
    }
}
