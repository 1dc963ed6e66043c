package dev.towline.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.towline.disk.Disk;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.RealTools;
import dev.towline.trust.OwnerPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedTreeTest {

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    private DeployedTree tree;

    @BeforeEach
    void deploy() throws IOException {
        tree = new DeployedTree(home.resolve("site"));
    }

    @Test
    void aReleaseWithoutHooksHasNothingOfThem() throws IOException {
        assertThat(tree.record().ofHooks()).isEmpty();
    }

    @Test
    void whatHooksChangedAddedOrRemovedIsTheirs() throws IOException {
        Files.writeString(tree.path("conf/app.yml"), "port: 80");
        Files.setAttribute(tree.path("lib"), "unix:mode", 0700);
        Files.createDirectory(tree.path("cache"));
        Files.writeString(tree.path("cache/x"), "x");
        Files.delete(tree.path("run"));
        Files.delete(tree.path("app"));
        Files.createSymbolicLink(tree.path("app"), Path.of("lib"));
        RecordedTree record = tree.record();
        assertThat(record.ofHooks()).containsExactly("app", "cache", "cache/x", "conf/app.yml", "lib", "run");
        assertThat(record.index().find("conf/app.yml").orElseThrow().sha256())
                .contains(DeployedTree.sha256("port: 80"));
        assertThat(record.index().find("app").orElseThrow().linkTarget()).contains("lib");
        assertThat(record.index().find("run")).isEmpty();
    }

    @Test
    void anOwnerThatHooksChangedIsTheirs() throws IOException {
        assumeThat(Disk.uid()).as("only root can give files away").isZero();
        Files.setAttribute(tree.path("run"), "unix:uid", 12_345);
        assertThat(tree.record().ofHooks()).containsExactly("run");
        RecordedTree given = RecordedTree.record(
                tree.disk, tree.root, tree.wanted(), OwnerPolicy.of("12345", "0"), PathFilter.NOTHING);
        assertThat(given.ofHooks()).containsExactly("conf/app.yml", "lib/a.jar", "lib/sub/b.jar");
    }

    @Test
    void aFileThatKeptItsOldTimeIsTheReleasesWhenItsContentIs() throws IOException {
        tree.setTime("lib/a.jar", Instant.ofEpochSecond(1));
        RecordedTree record = tree.record();
        assertThat(record.ofHooks()).isEmpty();
        TreeEntry entry = record.index().find("lib/a.jar").orElseThrow();
        assertThat(entry.mtime()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(entry.sha256()).contains(DeployedTree.sha256("a".repeat(200_000)));
    }

    @Test
    void aContentOfTheSameSizeWithAnotherTimeIsTheHooks() throws IOException {
        Files.writeString(tree.path("conf/app.yml"), "port: 2");
        assertThat(tree.record().ofHooks()).containsExactly("conf/app.yml");
    }

    @Test
    void whatIsExcludedIsNotRecorded() throws IOException {
        Files.createDirectory(tree.path("log"));
        Files.writeString(tree.path("log/today"), "x");
        Files.writeString(tree.path("lib/keep.tmp"), "x");
        RecordedTree record = tree.record("/log/", "*.tmp");
        assertThat(record.ofHooks()).isEmpty();
        assertThat(record.index().entries()).doesNotContainKeys("log", "log/today", "lib/keep.tmp");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        String hostile = "con\nf/\t100% é\u2028日.";
        Files.createDirectory(tree.path("con\nf"));
        Files.writeString(tree.path(hostile), "x");
        Files.createSymbolicLink(tree.path("self"), Path.of("."));
        Files.createSymbolicLink(tree.path("odd"), Path.of("-> a\tb\n%"));
        tree.setTime("run", Instant.ofEpochSecond(-7, 5));
        Files.delete(tree.path("lib/sub/b.jar"));
        RecordedTree record = tree.record("- .", "+ /a\nb", "!", "#no comment", "- /x y/", "+ *.log", "*.log");
        Path file = home.resolve("index");
        record.write(tree.disk, file);
        RecordedTree read = RecordedTree.read(file);
        assertThat(read.entries()).isEqualTo(record.entries());
        assertThat(read.removed()).containsExactly("lib/sub/b.jar");
        assertThat(read.excluded().rules()).containsExactly("- #no comment", "- /x y/", "+ *.log", "- *.log");
        assertThat(read.ofHooks()).isEqualTo(record.ofHooks()).contains(hostile, "self", "odd", "con\nf");
        assertThat(read.verify(tree.disk, tree.root).isNone()).isTrue();
        assertThat(Files.readAllLines(file))
                .startsWith("towline-index 1")
                .hasSize(record.entries().size() + 7);
    }

    @Test
    void aFifoOfAHookIsRecordedAndNeverOpened() throws Exception {
        RealTools.require("mkfifo");
        assertThat(new ProcessBuilder("mkfifo", tree.path("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        RecordedTree record = tree.record();
        assertThat(record.ofHooks()).containsExactly("pipe");
        assertThat(record.index().find("pipe")).isEmpty();
        record.write(tree.disk, home.resolve("index"));
        RecordedTree read = RecordedTree.read(home.resolve("index"));
        assertThat(read.drift(tree.disk, tree.root).isNone()).isTrue();
        assertThat(read.verify(tree.disk, tree.root).isNone()).isTrue();
    }

    @Test
    void aTreeThatIsMissingHasNoEntries() throws IOException {
        tree.disk.removeTree(tree.root);
        assertThat(tree.record().ofHooks())
                .containsExactlyElementsOf(tree.wanted().entries().keySet());
    }

    @Test
    void noRecordIsNoSuchFile() {
        assertThatThrownBy(() -> RecordedTree.read(home.resolve("index"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aRecordOfANewerVersionSaysSo() throws IOException {
        Path file = Files.writeString(home.resolve("index"), "towline-index 2\nwhatever\n");
        assertThatThrownBy(() -> RecordedTree.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "newer Towline", "version 2", "version 1");
    }

    @Test
    void aRecordThatIsCutOffAnywhereIsDamaged() throws IOException {
        Path file = home.resolve("index");
        tree.record("*.log").write(tree.disk, file);
        String text = Files.readString(file);
        for (int length = 0; length < text.length(); length++) {
            Files.writeString(file, text.substring(0, length));
            assertThatThrownBy(() -> RecordedTree.read(file))
                    .as("the first %s characters", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(file.toString(), "damaged", "remove it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "towline-history 1\nend\t0\n",
                "towline-index one\nend\t0\n",
                "towline-index 0\nend\t0\n",
                "towline-index 1\nend\t1\n",
                "towline-index 1\nend\t0\nend\t0\n",
                "towline-index 1\nf\t.\t644\t0\t0\t1\t1.000000000\t5\t-\t-\ta\nf\t.\t644\t0\t0\t1\t1.000000000\t5\t-\t-\ta\nend\t2\n",
                "towline-index 1\nq\t.\t644\t0\t0\t1\t1.000000000\t5\t-\t-\ta\nend\t1\n",
                "towline-index 1\nf\t.\t644\t0\t0\t1\t1.0\t5\t-\t-\ta\nend\t1\n",
                "towline-index 1\nf\t.\t644\t0\t0\t1\t99999999999999999.000000000\t5\t-\t-\ta\nend\t1\n",
                "towline-index 1\nf\t.\t644\t0\t0\t1\t1.000000000\t5\t-\tabc\ta\nend\t1\n",
                "towline-index 1\nf\t.\t644\t0\t0\t1\t1.000000000\t5\t-\t-\ta%zz\nend\t1\n",
                "towline-index 1\nl\t.\t777\t0\t0\t1\t1.000000000\t5\t-\t-\ta\tb\nend\t1\n",
                "towline-index 1\n- \nend\t1\n"
            })
    void garbageIsDamaged(String text) throws IOException {
        Path file = Files.writeString(home.resolve("index"), text);
        assertThatThrownBy(() -> RecordedTree.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "damaged");
    }

    @Test
    void bytesThatAreNoTextAreDamaged() throws IOException {
        Path file = Files.write(home.resolve("index"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> RecordedTree.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "damaged");
    }

    @Test
    void aFilterThatIsNotMadeOfRulesIsRecordedAsNone() throws IOException {
        Files.writeString(tree.path("hidden"), "x");
        RecordedTree record = tree.record((path, directory) -> path.equals("hidden"));
        assertThat(record.excluded().rules()).isEmpty();
        assertThat(record.ofHooks()).isEmpty();
    }

    @Test
    void whatHidesMeanwhileIsNotWrittenDown() throws IOException {
        Files.writeString(tree.path(".staging"), "x");
        PathFilter excluded =
                PathFilter.rsync(List.of(), List.of("*.log")).alsoExcluding((path, dir) -> path.equals(".staging"));
        RecordedTree record = tree.record(excluded);
        assertThat(record.excluded().rules()).containsExactly("- *.log");
        assertThat(record.ofHooks()).isEmpty();
    }
}
