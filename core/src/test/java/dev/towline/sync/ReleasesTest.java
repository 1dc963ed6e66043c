package dev.towline.sync;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReleasesTest {

    @TempDir
    private Path directory;

    private Path dest;

    @BeforeEach
    void nothingIsThere() {
        dest = directory.resolve("dest");
    }

    @Test
    void theFirstReleaseIsPutAndPointedTo() throws IOException {
        assertThat(moves("1-aa"))
                .containsExactly(new Move.Put("", "releases/1-aa"), new Move.Point("current", "releases/1-aa"));
    }

    @Test
    void theNextReleaseLeavesTheOneInUse() throws IOException {
        releases("1-aa");
        current("releases/1-aa");

        assertThat(moves("2-bb", "1-aa"))
                .containsExactly(new Move.Put("", "releases/2-bb"), new Move.Point("current", "releases/2-bb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-aa", "1-aa.2", "1-aa.17"})
    void theSameReleaseAgainIsNoMove(String inUse) throws IOException {
        releases("1-aa", "1-aa.2", "1-aa.17");
        current("releases/" + inUse);

        assertThat(Syncers.releases().moves(change(target("1-aa"), false, inUse)))
                .isEmpty();
    }

    @Test
    void anEqualTreeUnderAnotherNameIsARelease() throws IOException {
        releases("1-aa");
        current("releases/1-aa");

        assertThat(Syncers.releases().moves(change(target("2-bb"), false, "1-aa")))
                .containsExactly(new Move.Put("", "releases/2-bb"), new Move.Point("current", "releases/2-bb"));
    }

    @Test
    void aReleaseThatIsThereButNotAsItWasGetsAFreeName() throws IOException {
        releases("1-aa", "1-aa.2");
        current("releases/1-aa.2");

        assertThat(moves("1-aa", "1-aa.2"))
                .startsWith(new Move.Put("", "releases/1-aa.3"), new Move.Point("current", "releases/1-aa.3"));
    }

    @Test
    void goingBackToAnOlderReleaseNeverWritesIntoItsDirectory() throws IOException {
        releases("1-aa", "2-bb");
        current("releases/2-bb");

        assertThat(moves("1-aa", "1-aa", "2-bb"))
                .containsExactly(new Move.Put("", "releases/1-aa.2"), new Move.Point("current", "releases/1-aa.2"));
    }

    @Test
    void keepsTheNumberOfGoodReleases() throws IOException {
        releases("1", "2", "3", "4", "5", "6");
        current("releases/6");

        assertThat(retired(target("7").keepReleases(5), "1", "2", "3", "4", "5", "6"))
                .containsExactly("1", "2");
        assertThat(retired(target("7").keepReleases(2), "1", "2", "3", "4", "5", "6"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void theOneInUseStaysHoweverFewAreKept() throws IOException {
        releases("1", "2");
        current("releases/2");

        assertThat(retired(target("3").keepReleases(1), "1", "2")).containsExactly("1");
        assertThat(retired(target("3").keepReleases(0), "1", "2")).containsExactly("1");
        assertThat(retired(target("3").keepReleases(1), "2", "1")).containsExactly("1");
    }

    @Test
    void countsGoodReleasesThatAreStillThereAndEachOnce() throws IOException {
        releases("1", "2", "3");
        Files.writeString(dest.resolve("releases/0"), "a file");
        current("releases/3");

        assertThat(retired(target("4").keepReleases(3), "0", "gone", "1", "2", "3", "1"))
                .containsExactly("2");
    }

    @Test
    @DisplayName("I4 a host that lost its records retires nothing")
    void retiresNothingWithoutRecords() throws IOException {
        releases("1", "2", "3", "4", "5", "6", "7");
        current("releases/7");

        assertThat(retired(target("8").keepReleases(2))).isEmpty();
        assertThat(retired(target("8").keepReleases(2), "7")).isEmpty();
    }

    @Test
    @DisplayName("I4 what no record knows stays: it may be somebody's")
    void leavesForeignDirectoriesAndFiles() throws IOException {
        releases("1", "20240101120000", "8-cc", "shared");
        Files.writeString(dest.resolve("releases/README"), "x");
        current("releases/1");

        assertThat(retired(target("2").keepReleases(1), "1")).isEmpty();
    }

    @Test
    void retiresEarlierTriesOfThisReleaseButNotTheOneInUse() throws IOException {
        releases("1", "2", "2.2", "2.3", "2.x", "2.1", "20");
        Files.writeString(dest.resolve("releases/2.4"), "x");
        current("releases/2.3");

        assertThat(retired(target("2"), "1")).containsExactly("2", "2.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "directory"})
    void refusesACurrentThatIsNoLink(String kind) throws IOException {
        Files.createDirectories(dest);
        Path current = dest.resolve("current");
        if (kind.equals("file")) {
            Files.writeString(current, "x");
        } else {
            Files.createDirectory(current);
        }

        assertThatIOException()
                .isThrownBy(() -> moves("1-aa"))
                .withMessageStartingWith(current + " is no symbolic link")
                .withMessageContaining("move what is there to releases/before");
        assertThat(Syncers.releases().baseline(target("1-aa")).tree()).doesNotExist();
    }

    @Test
    void refusesADirectoryOfReleasesThatIsALink() throws IOException {
        Files.createDirectories(dest);
        Files.createSymbolicLink(dest.resolve("releases"), directory);

        assertThatIOException()
                .isThrownBy(() -> moves("1-aa"))
                .withMessage(dest.resolve("releases") + " is not a directory: move it away");
    }

    @Test
    void theBaselineIsWhatCurrentPointsToAndItsFilesAreLinked() throws IOException {
        releases("1-aa");
        current("releases/1-aa");

        Baseline baseline = Syncers.releases().baseline(target("2-bb"));

        assertThat(baseline.tree()).isEqualTo(dest.resolve("releases/1-aa"));
        assertThat(baseline.unchanged()).isEqualTo(Baseline.Unchanged.LINK);
        assertThat(Syncers.releases().baseline(target("2-bb").shareLinks(false)).unchanged())
                .isEqualTo(Baseline.Unchanged.COPY);
    }

    @Test
    void anAbsoluteLinkToOneOfItsReleasesCounts() throws IOException {
        releases("20240101");
        current(dest.resolve("releases/20240101").toString());

        assertThat(Syncers.releases().baseline(target("1-aa")).tree()).isEqualTo(dest.resolve("releases/20240101"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc",
                "../outside",
                "releases",
                "releases/..",
                "releases/link",
                "releases/gone",
                "releases/1-aa/sub"
            })
    void aCurrentThatPointsAnywhereElseIsNoBaseline(String to) throws IOException {
        releases("1-aa/sub");
        Files.createDirectory(directory.resolve("outside"));
        Files.createSymbolicLink(dest.resolve("releases/link"), Path.of("/etc"));
        current(to);

        assertThat(Syncers.releases().baseline(target("2-bb")).tree()).doesNotExist();
        assertThat(moves("2-bb")).last().isEqualTo(new Move.Point("current", "releases/2-bb"));
    }

    @Test
    void aReleaseArrivesWithItsLink() throws Exception {
        SampleTree release = new SampleTree(new TreeMap<>());
        release.nodes().put("", SampleTree.Node.directory(0755, Instant.EPOCH));
        release.nodes().put("a", SampleTree.Node.file("1", 0644, Instant.EPOCH));

        new WholeDeploy(directory.resolve("state"))
                .deploy(release, "releases", dest, "serial: 7")
                .orThrow();

        Path link = Files.readSymbolicLink(dest.resolve("current"));
        assertThat(link.toString()).matches("releases/7-[0-9a-f]{12}");
        assertThat(SampleTree.read(dest.resolve(link))).isEqualTo(release);
        assertThat(Files.isSymbolicLink(dest.resolve("releases"))).isFalse();
        assertThat(Files.exists(dest.resolve("current/a"), NOFOLLOW_LINKS)).isTrue();
    }

    private List<String> retired(Target target, String... good) throws IOException {
        List<String> retired = new ArrayList<>();
        for (Move move : Syncers.releases().moves(change(target, true, good))) {
            if (move instanceof Move.Retire retire) {
                assertThat(retire.at()).startsWith("releases/");
                retired.add(retire.at().substring("releases/".length()));
            }
        }
        return retired;
    }

    private List<Move> moves(String name, String... good) throws IOException {
        return Syncers.releases().moves(change(target(name), true, good));
    }

    private static Change change(Target target, boolean different, String... good) throws IOException {
        Baseline baseline = Baseline.of(target.dest().resolve("none"), Baseline.Unchanged.LINK);
        return Change.of(target, TreeIndex.of(List.of()), Set.of(), baseline, different, List.of(good));
    }

    private Target target(String name) {
        return Target.of(dest, name);
    }

    private void releases(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(dest.resolve("releases").resolve(name));
        }
    }

    private void current(String to) throws IOException {
        Files.createSymbolicLink(dest.resolve("current"), Path.of(to));
    }
}
