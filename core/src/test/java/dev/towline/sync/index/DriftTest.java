package dev.towline.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.towline.disk.Disk;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    private DeployedTree tree;

    @BeforeEach
    void deploy() throws IOException {
        tree = new DeployedTree(home.resolve("site"));
    }

    @Test
    void aTreeThatNobodyTouchedHasNotDrifted() throws IOException {
        Drift drift = drift(tree.settled());
        assertThat(drift.isNone()).isTrue();
        assertThat(drift.refreshed()).isEmpty();
    }

    @Test
    void aChangedContentIsDrift() throws IOException {
        RecordedTree record = tree.settled();
        Files.writeString(tree.path("conf/app.yml"), "port: 22");
        assertThat(drift(record).paths()).containsExactly("conf/app.yml");
    }

    @Test
    void aContentOfTheSameSizeWhoseTimeWasPutBackIsDrift() throws IOException {
        RecordedTree record = tree.settled();
        Files.writeString(tree.path("conf/app.yml"), "port: 2");
        tree.setTime("conf/app.yml", DeployedTree.TIME);
        assertThat(drift(record).paths()).containsExactly("conf/app.yml");
    }

    @Test
    void aChangeInTheVeryTickOfTheRecordingIsDrift() throws IOException {
        for (int i = 0; i < 50; i++) {
            Files.writeString(tree.path("conf/app.yml"), "port: 1");
            tree.setTime("conf/app.yml", DeployedTree.TIME);
            RecordedTree record = tree.record();
            Files.writeString(tree.path("conf/app.yml"), "port: 2");
            tree.setTime("conf/app.yml", DeployedTree.TIME);
            assertThat(drift(record).paths()).containsExactly("conf/app.yml");
        }
    }

    @Test
    void anotherTimeIsDrift() throws IOException {
        RecordedTree record = tree.settled();
        tree.setTime("lib/a.jar", Instant.ofEpochSecond(1_700_000_001));
        assertThat(drift(record).paths()).containsExactly("lib/a.jar");
    }

    @Test
    void anotherInodeIsDrift() throws IOException {
        RecordedTree record = tree.settled();
        Files.copy(tree.path("run"), tree.path("new"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(tree.path("new"), tree.path("run"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(drift(record).paths()).containsExactly("run");
    }

    @Test
    void anotherModeIsDrift() throws IOException {
        RecordedTree record = tree.settled();
        Files.setAttribute(tree.path("run"), "unix:mode", 04644);
        Files.setAttribute(tree.path("conf"), "unix:mode", 0700);
        assertThat(drift(record).paths()).containsExactly("conf", "run");
    }

    @Test
    void anotherOwnerIsDrift() throws IOException {
        assumeThat(Disk.uid()).as("only root can give files away").isZero();
        RecordedTree record = tree.settled();
        Files.setAttribute(tree.path("run"), "unix:uid", 12_345);
        Files.setAttribute(tree.path("lib/sub"), "unix:gid", 12_345);
        Files.setAttribute(tree.path("app"), "unix:gid", 12_345, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        assertThat(drift(record).paths()).containsExactly("app", "lib/sub", "run");
    }

    @Test
    void whatIsMissingIsDriftWithAllThatItHeld() throws IOException {
        RecordedTree record = tree.settled();
        tree.disk.removeTree(tree.path("lib"));
        assertThat(drift(record).paths()).containsExactly("lib", "lib/a.jar", "lib/sub", "lib/sub/b.jar");
    }

    @Test
    void aMissingTreeIsDriftAsAWhole() throws IOException {
        RecordedTree record = tree.settled();
        tree.disk.removeTree(tree.root);
        assertThat(drift(record).paths()).startsWith("", "app", "conf").hasSize(9);
        Files.writeString(tree.root, "a file");
        assertThat(drift(record).paths()).hasSize(9);
    }

    @Test
    void anotherTypeIsDrift() throws IOException {
        RecordedTree record = tree.settled();
        Files.delete(tree.path("run"));
        Files.createDirectory(tree.path("run"));
        Files.delete(tree.path("app"));
        Files.writeString(tree.path("app"), "no link");
        assertThat(drift(record).paths()).containsExactly("app", "run");
    }

    @Test
    void anotherTargetIsDrift() throws IOException {
        RecordedTree record = tree.settled();
        Files.delete(tree.path("app"));
        Files.createSymbolicLink(tree.path("app"), Path.of("lib/b.jar"));
        assertThat(drift(record).paths()).containsExactly("app");
    }

    @Test
    void aLinkIsNeverFollowed() throws IOException {
        RecordedTree record = tree.settled();
        Files.move(tree.path("lib"), home.resolve("lib"));
        Files.createSymbolicLink(tree.path("lib"), home.resolve("lib"));
        assertThat(drift(record).paths()).containsExactly("lib", "lib/a.jar", "lib/sub", "lib/sub/b.jar");
    }

    @Test
    void aSecondLinkIsNoDriftAndIsReadOnlyOnce() throws IOException {
        RecordedTree record = tree.settled();
        Files.createLink(home.resolve("second"), tree.path("lib/a.jar"));
        Drift drift = drift(record);
        assertThat(drift.isNone()).isTrue();
        RecordedTree refreshed = settle(drift);
        assertThat(entry(refreshed, "lib/a.jar").ctime())
                .isNotEqualTo(entry(record, "lib/a.jar").ctime());
        assertThat(drift(refreshed).refreshed()).isEmpty();
        assertThat(entry(refreshed, "run")).isEqualTo(entry(record, "run"));
    }

    /** The record that is kept once the ctime seen is old enough to be relied on. */
    private RecordedTree settle(Drift first) throws IOException {
        RecordedTree record = first.refreshed().orElseThrow();
        while (entry(record, "lib/a.jar").ctime().equals(Recorded.UNSETTLED)) {
            record = drift(record).refreshed().orElse(record);
        }
        return record;
    }

    @Test
    void aRenamedDirectoryTimeAndWhatIsExtraAreNoDrift() throws IOException {
        RecordedTree record = tree.settled();
        Files.writeString(tree.path("lib/extra"), "");
        Files.setLastModifiedTime(tree.path("lib"), FileTime.fromMillis(0));
        assertThat(drift(record).isNone()).isTrue();
    }

    @Test
    void whatAHookChangedAddedOrRemovedIsNoDriftUntilItChangesAgain() throws IOException {
        Files.writeString(tree.path("conf/app.yml"), "port: 80");
        Files.writeString(tree.path("conf/secret"), "s");
        Files.delete(tree.path("run"));
        RecordedTree record = tree.settled();
        assertThat(drift(record).isNone()).isTrue();
        Files.writeString(tree.path("conf/app.yml"), "port: 8080");
        assertThat(drift(record).paths()).containsExactly("conf/app.yml");
    }

    @Test
    void lookingChangesNothing() throws IOException {
        RecordedTree record = tree.record();
        TreeSnapshot before = TreeSnapshot.of(tree.root);
        drift(record);
        before.assertUntouched(TreeSnapshot.of(tree.root));
    }

    private Drift drift(RecordedTree record) throws IOException {
        return record.drift(tree.disk, tree.root);
    }

    static Recorded entry(RecordedTree record, String path) {
        return record.entries().stream()
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
