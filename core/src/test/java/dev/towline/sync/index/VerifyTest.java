package dev.towline.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.towline.disk.Disk;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.RealTools;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    private DeployedTree tree;

    @BeforeEach
    void deploy() throws IOException {
        tree = new DeployedTree(home.resolve("site"));
    }

    @Test
    void aTreeThatNobodyTouchedIsIntactAndStaysUntouched() throws Exception {
        RecordedTree record = tree.record();
        TreeSnapshot before = TreeSnapshot.of(tree.root);
        assertThat(verify(record).isNone()).isTrue();
        before.assertUntouched(TreeSnapshot.of(tree.root));
    }

    @Test
    void contentDecidesNotSizeAndTime() throws Exception {
        RecordedTree record = tree.record();
        Files.writeString(tree.path("conf/app.yml"), "port: 2");
        tree.setTime("conf/app.yml", DeployedTree.TIME);
        Files.writeString(tree.path("run"), "#!/bin/sh"); // the same again, at another time
        assertThat(verify(record)).isEqualTo(differences("", "conf/app.yml", ""));
    }

    @Test
    void eachKindOfDifferenceIsTold() throws Exception {
        RecordedTree record = tree.record();
        Files.setAttribute(tree.path("lib"), "unix:mode", 0700);
        Files.writeString(tree.path("lib/a.jar"), "shorter");
        tree.disk.removeTree(tree.path("lib/sub"));
        Files.delete(tree.path("app"));
        Files.createSymbolicLink(tree.path("app"), Path.of("run"));
        Files.delete(tree.path("run"));
        Files.createDirectory(tree.path("run"));
        Files.writeString(tree.path("run/in"), "");
        Files.writeString(tree.path("new\nline"), "");
        assertThat(verify(record))
                .isEqualTo(differences("lib/sub lib/sub/b.jar", "app lib lib/a.jar run", "new\nline run/in"));
    }

    @Test
    void anOwnerIsPartOfIt() throws Exception {
        assumeThat(Disk.uid()).as("only root can give files away").isZero();
        RecordedTree record = tree.record();
        Files.setAttribute(tree.path("run"), "unix:gid", 12_345);
        assertThat(verify(record)).isEqualTo(differences("", "run", ""));
    }

    @Test
    void whatHooksDidIsNoDifference() throws Exception {
        Files.writeString(tree.path("conf/app.yml"), "port: 80");
        Files.writeString(tree.path("conf/secret"), "s");
        Files.delete(tree.path("run"));
        RecordedTree record = tree.record();
        assertThat(verify(record).isNone()).isTrue();
        Files.writeString(tree.path("conf/secret"), "t");
        Files.writeString(tree.path("run"), "#!/bin/sh");
        assertThat(verify(record)).isEqualTo(differences("", "conf/secret", "run"));
    }

    @Test
    void anExtraDirectoryStandsForAllItHoldsUnlessThatIsExcluded() throws Exception {
        RecordedTree record = tree.record("*.log", "/tmp/");
        for (String name : new String[] {"more/a/1", "more/a/2", "mixed/a/1", "mixed/b/2", "mixed/b/2.log", "tmp/x"}) {
            Files.createDirectories(tree.path(name).getParent());
            Files.writeString(tree.path(name), "x");
        }
        Files.createDirectory(tree.path("empty"));
        Files.writeString(tree.path("lib/x.log"), "x");
        assertThat(verify(record)).isEqualTo(differences("", "", "empty mixed/a mixed/b/2 more"));
    }

    @Test
    void aLinkInTheWayOfADirectoryIsNotFollowed() throws Exception {
        RecordedTree record = tree.record();
        Files.move(tree.path("lib"), home.resolve("lib"));
        Files.createSymbolicLink(tree.path("lib"), home.resolve("lib"));
        assertThat(verify(record)).isEqualTo(differences("lib/a.jar lib/sub lib/sub/b.jar", "lib", ""));
    }

    @Test
    void aNameThatIsNoTextIsExtraWhoeverMadeIt() throws Exception {
        RealTools.require("touch");
        String command = "touch \"$(printf '\\377\\376')\"";
        assertThat(new ProcessBuilder("sh", "-c", command)
                        .directory(tree.root.toFile())
                        .start()
                        .waitFor())
                .isZero();
        RecordedTree record = tree.record();
        assertThat(record.ofHooks()).isEmpty();
        assertThat(verify(record).extra()).containsExactly("\uFFFD\uFFFD");
    }

    @Test
    void aHugeFileIsReadInPieces() throws Exception {
        long size = 64L << 20;
        try (RandomAccessFile file = new RandomAccessFile(tree.path("huge").toFile(), "rw")) {
            file.setLength(size);
        }
        RecordedTree record = tree.record();
        try (RandomAccessFile file = new RandomAccessFile(tree.path("huge").toFile(), "rw")) {
            file.seek(size - 1);
            file.write(1);
        }
        assertThat(verify(record)).isEqualTo(differences("", "huge", ""));
    }

    @Test
    void manyLevelsNeedFewDescriptors() throws Exception {
        Files.createDirectories(tree.path("d/".repeat(300)));
        RecordedTree record = tree.record();
        assertThat(record.ofHooks()).hasSize(300);
        assertThat(verify(record).isNone()).isTrue();
        tree.disk.removeTree(tree.path("d/d"));
        Files.createDirectories(tree.path("e/".repeat(300)));
        Differences differences = verify(record);
        assertThat(differences.missing()).hasSize(299);
        assertThat(differences.extra()).containsExactly("e");
    }

    @Test
    void anUnreadableFileIsAnErrorThatSaysWhatToDo() throws Exception {
        assumeThat(Disk.uid()).as("root may read everything").isNotZero();
        Files.setAttribute(tree.path("run"), "unix:mode", 0);
        RecordedTree record = tree.record();
        assertThat(record.ofHooks()).containsExactly("run");
        assertThatThrownBy(() -> verify(record))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("run", "give the running user permission");
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        RecordedTree record = tree.record();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> verify(record)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    private Differences verify(RecordedTree record) throws IOException, InterruptedException {
        return record.verify(tree.disk, tree.root);
    }

    private static Differences differences(String missing, String changed, String extra) {
        return new Differences(words(missing), words(changed), words(extra));
    }

    private static java.util.List<String> words(String text) {
        return text.isEmpty() ? java.util.List.of() : java.util.List.of(text.split(" "));
    }
}
