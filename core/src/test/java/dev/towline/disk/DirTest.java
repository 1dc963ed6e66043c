package dev.towline.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.towline.testkit.TreeSnapshot;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirTest {

    private final List<Op> ops = new ArrayList<>();
    private final Disk disk = new Disk(ops::add);

    @TempDir
    Path home;

    @Test
    void whatIsDoneInADirectoryHappensThereAlthoughItWasRenamedAndReplacedByALink() throws IOException {
        Path site = Files.createDirectory(home.resolve("site"));
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(site.resolve("old"), "old");
        try (Dir dir = disk.open(site)) {
            Files.move(site, home.resolve("moved"));
            Files.createSymbolicLink(site, outside);

            write(dir, "new", "text");
            dir.mkdir("sub", 0750);
            dir.symlink("way", "/etc");
            dir.link("old", dir, "older");
            dir.rename("old", dir, "oldest");
            dir.mtime("oldest", Instant.ofEpochSecond(7, 123456789));
            dir.sync();
        }
        assertThat(outside).isEmptyDirectory();
        TreeSnapshot moved = TreeSnapshot.of(home.resolve("moved"));
        assertThat(moved.entries()).containsOnlyKeys(".", "new", "sub", "way", "older", "oldest");
        assertThat(moved.get("oldest").mtime()).isEqualTo(Instant.ofEpochSecond(7, 123456789));
        assertThat(moved.get("oldest").inode()).isEqualTo(moved.get("older").inode());
    }

    @Test
    void aLinkIsNoDirectoryToEnter() throws IOException {
        Files.createDirectory(home.resolve("real"));
        Files.createSymbolicLink(home.resolve("way"), Path.of("real"));
        try (Dir dir = disk.open(home)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> dir.open("way"))
                    .withMessageContaining(home.resolve("way").toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../x", "/etc/passwd", "a/.."})
    void onlyASingleNameIsAccepted(String name) throws IOException {
        try (Dir dir = disk.open(home)) {
            assertThatIllegalArgumentException().isThrownBy(() -> dir.mkdir(name, 0755));
            assertThatIllegalArgumentException().isThrownBy(() -> dir.stat(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "/etc/passwd", "a/../../x", "a/.."})
    void aPathInAPrivateDirectoryCannotLeadOut(String name) throws IOException {
        try (Dir dir = disk.open(home);
                Dir own = disk.makePrivate(dir, "own")) {
            own.mkdir("a", 0755);
            own.mkdir("a/b", 0755);
            assertThatIllegalArgumentException().isThrownBy(() -> own.mkdir(name, 0755));
        }
    }

    @Test
    @DisplayName("R3 a private directory is made anew, 0700, and a taken name is an error")
    void aPrivateDirectoryIsNew() throws IOException {
        Files.createDirectory(home.resolve("taken"));
        try (Dir dir = disk.open(home)) {
            disk.makePrivate(dir, "own").close();
            assertThat(TreeSnapshot.of(home).get("own").mode()).isEqualTo("700");
            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> disk.makePrivate(dir, "taken"))
                    .withMessageContaining(home.resolve("taken").toString());
        }
    }

    @Test
    void handlesOfOneDirectoryAreNotTakenForEachOther() throws IOException {
        List<Dir> dirs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            dirs.add(disk.open(home));
        }
        assertThat(dirs.stream().map(Dir::handle)).doesNotHaveDuplicates();
        for (Dir dir : dirs) {
            dir.close();
        }
    }

    @Test
    void anInterruptedThreadStillChangesAndSyncs() throws IOException {
        Thread.currentThread().interrupt();
        try (Dir dir = disk.open(home)) {
            dir.mkdir("sub", 0755);
            try (Dir sub = dir.open("sub")) {
                sub.sync();
            }
            disk.append(dir, "log", "line\n".getBytes(StandardCharsets.UTF_8));
            dir.removeTree("sub");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(home.resolve("log")).hasContent("line");
        assertThat(home.resolve("sub")).doesNotExist();
    }

    @Test
    void everyChangeIsSeenBeforeItHappens() throws IOException {
        try (Dir dir = disk.open(home)) {
            write(dir, "a", "text");
            dir.rename("a", dir, "b");
            dir.unlink("b");
        }
        assertThat(ops.stream().map(Op::call))
                .containsExactly(Op.Call.CREATE, Op.Call.WRITE, Op.Call.RENAME, Op.Call.UNLINK);
        assertThat(ops.get(2)).isEqualTo(Op.of(Op.Call.RENAME, home.resolve("a"), home.resolve("b")));
    }

    @Test
    void aFailingWatchStopsTheChange() throws IOException {
        Disk failing = new Disk(op -> {
            throw new IOException("no room");
        });
        try (Dir dir = failing.open(home)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> dir.mkdir("sub", 0755));
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void removalFollowsNoLinkAndEntersUnreadableDirectories() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path tree = Files.createDirectories(home.resolve("tree/deep/er"));
        Files.createSymbolicLink(tree.resolve("way"), outside);
        Files.setPosixFilePermissions(tree, java.util.Set.of());
        disk.removeTree(home.resolve("tree"));
        assertThat(home.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
        disk.removeTree(home.resolve("missing"));
    }

    @Test
    @DisplayName("Q10 no descriptor is left open")
    void noDescriptorIsLeftOpen() throws IOException {
        Files.createDirectories(home.resolve("a/b/c"));
        int before = descriptors();
        for (int i = 0; i < 50; i++) {
            try (OpenDirs dirs = new OpenDirs(disk.open(home))) {
                dirs.get("a/b/c").mkdir("d", 0755);
                dirs.root().removeTree("none");
                dirs.get("a/b/c").rmdir("d");
                dirs.forget("a/b");
            }
            int round = i;
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.open(home.resolve("missing" + round)));
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    @Test
    void replacedFilesAreWholeAndPrivate() throws IOException {
        Path file = home.resolve("record");
        disk.replace(file, "one");
        disk.replace(file, "two");
        assertThat(file).hasContent("two");
        assertThat(TreeSnapshot.of(home).entries()).containsOnlyKeys(".", "record");
        assertThat(TreeSnapshot.of(home).get("record").mode()).isEqualTo("600");
        assertThat(ops.stream().map(Op::call))
                .endsWith(Op.Call.CREATE, Op.Call.WRITE, Op.Call.SYNC, Op.Call.RENAME, Op.Call.SYNC);
    }

    private static void write(Dir dir, String name, String text) throws IOException {
        try (NewFile file = dir.create(name, 0644)) {
            file.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }
}
