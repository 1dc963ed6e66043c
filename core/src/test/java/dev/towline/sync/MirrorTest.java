package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MirrorTest {

    private static final Instant THEN = Instant.parse("2024-02-29T12:00:00.123456789Z");
    private static final Instant LATER = THEN.plusNanos(1);

    @TempDir
    private Path directory;

    private Path dest;
    private final SampleTree old = new SampleTree(new TreeMap<>());
    private final SampleTree release = new SampleTree(new TreeMap<>());

    @BeforeEach
    void bothHaveARoot() {
        dest = directory.resolve("dest");
        old.nodes().put("", SampleTree.Node.directory(0755, THEN));
        release.nodes().put("", SampleTree.Node.directory(0755, THEN));
    }

    @Test
    void aDestinationThatDoesNotExistIsPutWhole() throws IOException {
        file(release, "a");

        assertThat(Syncers.mirror().moves(Asked.of(target(), release).change())).containsExactly(new Move.Put("", ""));
    }

    @Test
    void nothingToDoIsNoMove() throws IOException {
        both("a");
        both("d/b");
        release.nodes().put("l", SampleTree.Node.symlink("a", THEN));
        old.nodes().put("l", SampleTree.Node.symlink("a", THEN));

        assertThat(moves()).isEmpty();
    }

    @Test
    void newComesBeforeOldAndModesAndTimesComeLast() throws IOException {
        both("same");
        both("dir/same");
        release.nodes().put("dir", SampleTree.Node.directory(0750, LATER));
        file(release, "dir/new");
        file(release, "fresh/x");
        file(release, "fresh/y/z");
        file(old, "aaa");
        file(old, "gone/x");

        assertThat(moves())
                .containsExactly(
                        new Move.Put("dir/new", "dir/new"),
                        new Move.Put("fresh", "fresh"),
                        new Move.Drop("aaa"),
                        new Move.Drop("gone"),
                        new Move.Dress("dir", 0750, LATER));
    }

    @Test
    void anUnchangedFileGetsOnlyItsTime() throws IOException {
        both("a");
        release.nodes().put("a", release.nodes().get("a").at(LATER));

        assertThat(moves()).containsExactly(new Move.Dress("a", 0644, LATER));
    }

    @Test
    void aChangedModeIsANewFile() throws IOException {
        both("a");
        release.nodes().put("a", release.nodes().get("a").withMode(0755));

        assertThat(moves()).containsExactly(new Move.Put("a", "a"));
    }

    @Test
    void theRootGetsTheModeOfTheTargetAndTheTimeOfTheRelease() throws IOException {
        release.nodes().put("", SampleTree.Node.directory(0700, LATER));
        old.write(dest);

        assertThat(Syncers.mirror()
                        .moves(Asked.of(target().destMode(0711), release).change()))
                .containsExactly(new Move.Dress("", 0711, LATER));
    }

    @Test
    void aReleaseThatSaysNothingOfItsRootLeavesTheRootsTime() throws IOException {
        release.nodes().remove("");

        assertThat(moves()).isEmpty();
    }

    @Test
    void directoriesThatOnlyPathsTellOfKeepTheirModeAndTime() throws IOException {
        both("d/a");
        file(release, "d/b");
        release.nodes().remove("d");
        file(release, "e/f/g");
        release.nodes().remove("e");
        release.nodes().remove("e/f");

        assertThat(moves()).containsExactly(new Move.Put("d/b", "d/b"), new Move.Put("e", "e"));
    }

    @Test
    @DisplayName("B13 a link at the destination is replaced itself, never followed")
    void replacesALinkItself() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("x"), "theirs");
        old.nodes().put("d", SampleTree.Node.symlink(elsewhere.toString(), THEN));
        old.nodes().put("f", SampleTree.Node.symlink(elsewhere.resolve("x").toString(), THEN));
        file(release, "d/x");
        file(release, "f");

        old.write(dest);
        new WholeDeploy(directory.resolve("state"))
                .deploy(release, "rsync", dest)
                .orThrow();

        assertThat(SampleTree.read(dest)).isEqualTo(release);
        assertThat(elsewhere.resolve("x")).hasContent("theirs");
    }

    @Test
    void aLinkThatSaysTheSameStays() throws IOException {
        old.nodes().put("l", SampleTree.Node.symlink("a", THEN));
        release.nodes().put("l", SampleTree.Node.symlink("b", THEN));

        assertThat(moves()).containsExactly(new Move.Put("l", "l"));
    }

    @Test
    void excludedEntriesAreNeitherOverwrittenNorDeleted() throws IOException {
        file(old, "run/app.pid");
        file(old, "run/socket");
        file(old, "cache/hot/x");
        file(old, "conf");
        file(release, "conf");
        file(release, "a");
        PathFilter filter = PathFilter.rsync(List.of(), List.of("*.pid", "/cache/hot/", "/conf"));
        old.write(dest);

        List<Move> moves = Syncers.mirror()
                .moves(Asked.of(target().excluding(filter), release).change());

        assertThat(moves).containsExactly(new Move.Put("a", "a"), new Move.Drop("run/socket"));
    }

    @Test
    void refusesToPutAFileOverADirectoryThatHoldsSomethingExcluded() throws IOException {
        file(old, "p/deep/keep");
        file(release, "p");

        assertRefused("keep", "p/deep/keep is excluded, but the release puts something else at p");
    }

    @Test
    @DisplayName("I4 what is excluded as a directory is not lost to a file of the same name, as rsync loses it")
    void refusesToPutAFileOverAnExcludedDirectory() throws IOException {
        file(old, "data/rows");
        file(release, "data");

        assertRefused("data/", "data is excluded, but the release puts something else at data");
    }

    @Test
    void refusesADestinationThatIsNoDirectory() throws IOException {
        Files.writeString(dest, "x");

        assertThatIOException()
                .isThrownBy(() -> Syncers.mirror()
                        .moves(Change.of(
                                target(),
                                release.index(),
                                Set.of(),
                                Syncers.mirror().baseline(target()),
                                true,
                                List.of())))
                .withMessage(dest + " is not a directory: move it away or deploy to another place");
    }

    @Test
    void refusesWhenAFileThatWasLeftIsGone() throws IOException {
        both("a");
        both("d/b");
        old.write(dest);
        Asked asked = Asked.of(target(), release);
        SampleTree.delete(dest.resolve("d"));

        assertThatIOException()
                .isThrownBy(() -> Syncers.mirror().moves(asked.change()))
                .withMessageContaining("d/b in " + dest)
                .withMessageContaining("deploy again");
        SampleTree.delete(dest);
        assertThatIOException().isThrownBy(() -> Syncers.mirror().moves(asked.change()));
    }

    @Test
    void deletesNamesOfAnyBytesWithTheirDirectory() throws Exception {
        old.write(dest);
        makeFileOfForeignBytes("gone");

        assertThat(Syncers.mirror().moves(ask("nothing"))).containsExactly(new Move.Drop("gone"));
    }

    @Test
    void refusesToDeleteASingleNameThatJavaCannotSay() throws Exception {
        old.write(dest);
        makeFileOfForeignBytes("stays");
        Files.createFile(dest.resolve("stays/keep"));

        assertThatIOException()
                .isThrownBy(() -> Syncers.mirror().moves(ask("keep")))
                .withMessageStartingWith("the name of " + dest + "/stays/x")
                .withMessageEndingWith("so it cannot be deleted: rename, delete or exclude it");
        assertThat(Syncers.mirror().moves(ask("stays/*"))).isEmpty();
    }

    private Change ask(String exclude) {
        Target target = target().excluding(PathFilter.rsync(List.of(), List.of(exclude)));
        Baseline baseline = Baseline.of(dest, Baseline.Unchanged.LEAVE);
        return Change.of(target, TreeIndex.of(List.of()), Set.of(), baseline, true, List.of());
    }

    private void makeFileOfForeignBytes(String parent) throws IOException, InterruptedException {
        Path made = Files.createDirectory(dest.resolve(parent));
        Process shell = new ProcessBuilder("sh", "-c", ": > \"$(printf 'x\\377y')\"")
                .directory(made.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void leavesUnchangedFilesWhereTheyAre() throws IOException {
        Baseline baseline = Syncers.mirror().baseline(target());

        assertThat(baseline.tree()).isEqualTo(dest);
        assertThat(baseline.unchanged()).isEqualTo(Baseline.Unchanged.LEAVE);
    }

    private void assertRefused(String exclude, String message) throws IOException {
        PathFilter filter = PathFilter.rsync(List.of(), List.of(exclude));
        old.write(dest);
        Change change = Asked.of(target().excluding(filter), release).change();

        assertThatIOException()
                .isThrownBy(() -> Syncers.mirror().moves(change))
                .withMessageStartingWith(dest + "/" + message);
        assertThat(SampleTree.read(dest)).isEqualTo(old);
    }

    private List<Move> moves() throws IOException {
        old.write(dest);
        return Syncers.mirror().moves(Asked.of(target(), release).change());
    }

    private Target target() {
        return Target.of(dest, "r");
    }

    private void both(String path) {
        file(old, path);
        file(release, path);
    }

    private static void file(SampleTree tree, String path) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            tree.nodes().putIfAbsent(path.substring(0, slash), SampleTree.Node.directory(0755, THEN));
        }
        tree.nodes().put(path, SampleTree.Node.file("content", 0644, THEN));
    }
}
