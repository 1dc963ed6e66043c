package dev.towline.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void nothingIsSyncedWhereNothingShallLast(@TempDir Path home) throws IOException {
        List<Op> ops = new ArrayList<>();
        Disk disk = new Disk(ops::add, false);

        disk.privateDirectories(home.resolve("a/b"));
        disk.replace(home.resolve("a/b/file"), "text");
        try (Dir dir = disk.open(home.resolve("a/b"))) {
            dir.syncFile("file");
            disk.syncFiles(dir, List.of("file"));
            dir.sync();
            assertThat(dir.isLasting()).isFalse();
        }
        disk.remove(home.resolve("a/b/file"));

        assertThat(ops).isNotEmpty().noneMatch(op -> op.call() == Op.Call.SYNC);
    }
}
