package dev.towline.sync.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.towline.disk.Op;
import dev.towline.disk.Watch;
import dev.towline.sync.Move;
import dev.towline.sync.staging.Staging;
import dev.towline.sync.staging.Staging.TreeSync;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoverTest {

    private static final Mark NO_MARK = () -> {};
    private static final TreeSync NOTHING = new TreeSync(List.of(), List.of());

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    @Test
    void movesChangeWhatTheySayAndNothingElse() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE)) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            carryOut(fixture, Fixture.MOVES);
            TreeSnapshot after = TreeSnapshot.of(fixture.dest);

            assertThat(fixture.dest.resolve("changed")).hasContent("new changed");
            assertThat(after.get("changed").mode()).isEqualTo("600");
            assertThat(fixture.dest.resolve("was-link")).hasContent("new was-link");
            assertThat(after.get("was-link").type()).isEqualTo('f');
            assertThat(fixture.dest.resolve("kept")).hasContent("old kept");
            assertThat(after.get("was-directory").type()).isEqualTo('f');
            assertThat(fixture.dest.resolve("was-file/sub")).hasContent("new was-file/sub");
            assertThat(after.entries()).doesNotContainKeys("whole/sub", "whole/link", "dropped", "dropped-tree");
            assertThat(fixture.dest.resolve("new/parents/far")).hasContent("new far");
            assertThat(after.get("current").link()).isEqualTo("deep");
            assertThat(after.get("pointed-anew").link()).isEqualTo("elsewhere");
            assertThat(after.get("kept").mtime()).isEqualTo(after.get("changed").mtime());
            assertThat(after.get("kept").inode()).isEqualTo(before.get("kept").inode());
            assertThat(after.get("deep").mode()).isEqualTo("750");
            assertThat(after.get("untouched/by/all/file")).isEqualTo(before.get("untouched/by/all/file"));
            assertThat(after.get("untouched/by")).isEqualTo(before.get("untouched/by"));
        }
    }

    @Test
    void undoRestoresEverythingDownToInodesAndNanoseconds() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE)) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            try (Mover mover = fixture.mover()) {
                mover.carryOut(Fixture.MOVES, fixture.staged.toSync(), NO_MARK);
                mover.undo();
                before.assertUntouched(TreeSnapshot.of(fixture.dest));
                mover.undo();
                before.assertUntouched(TreeSnapshot.of(fixture.dest));
            }
        }
    }

    @Test
    void anotherProcessCanUndoFromTheLogAlone() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE)) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            carryOut(fixture, Fixture.MOVES);
            try (Staging again = Staging.reopen(fixture.disk, fixture.staging.path());
                    Mover other = new Mover(fixture.disk, fixture.dest, again)) {
                other.undo();
            }
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
        }
    }

    @Test
    @DisplayName("X1 whichever operation fails, undo restores the destination")
    void whicheverOperationFailsUndoRestores() throws IOException {
        int operations = sweep(Integer.MAX_VALUE);
        assertThat(operations).isGreaterThan(50);
        for (int n = 1; n <= operations; n++) {
            sweep(n);
        }
    }

    /** Fails the nth operation of a carryOut, undoes it in a new mover, and compares; gives the number of operations. */
    private int sweep(int n) throws IOException {
        int[] count = {Integer.MIN_VALUE};
        Path place = Files.createDirectory(home.resolve("n" + n));
        try (Fixture fixture = new Fixture(place, op -> {
            if (++count[0] == n) {
                throw new IOException("the disk failed at " + op);
            }
        })) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            boolean[] marked = {false};
            try (Mover mover = fixture.mover()) {
                count[0] = 0;
                mover.carryOut(Fixture.MOVES, fixture.staged.toSync(), () -> marked[0] = true);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("the disk failed");
            }
            int operations = count[0];
            count[0] = Integer.MIN_VALUE;
            if (!marked[0]) {
                before.assertUntouched(TreeSnapshot.of(fixture.dest));
            }
            try (Staging again = Staging.reopen(fixture.disk, fixture.staging.path());
                    Mover other = new Mover(fixture.disk, fixture.dest, again)) {
                other.undo();
            }
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
            fixture.staging.remove();
            assertThat(place.toFile().list()).containsExactlyInAnyOrder("site", "state");
            return operations;
        }
    }

    @Test
    @DisplayName("X1 an undo that fails anywhere is finished by the next one")
    void anUndoThatFailsIsFinishedByTheNext() throws IOException {
        for (int n = 1; n < 200; n++) {
            int[] count = {Integer.MIN_VALUE};
            int nth = n;
            Path place = Files.createDirectory(home.resolve("u" + n));
            try (Fixture fixture = new Fixture(place, op -> {
                if (++count[0] >= nth && count[0] < nth + 3) {
                    throw new IOException("the disk failed at " + op);
                }
            })) {
                TreeSnapshot before = TreeSnapshot.of(fixture.dest);
                carryOut(fixture, Fixture.MOVES);
                boolean failed = false;
                try (Mover mover = fixture.mover()) {
                    count[0] = 0;
                    mover.undo();
                } catch (IOException e) {
                    failed = true;
                }
                count[0] = Integer.MIN_VALUE;
                try (Mover mover = fixture.mover()) {
                    mover.undo();
                }
                before.assertUntouched(TreeSnapshot.of(fixture.dest));
                if (!failed) {
                    return;
                }
            }
        }
        throw new AssertionError("undo has more operations than this test expects");
    }

    @Test
    void everythingUndoNeedsIsDurableBeforeTheMark() throws IOException {
        List<String> ops = new ArrayList<>();
        try (Fixture fixture = new Fixture(home, op -> ops.add(op.toString()))) {
            Path trash = fixture.staging.path().resolve("trash");
            ops.clear();
            try (Mover mover = fixture.mover()) {
                mover.carryOut(Fixture.MOVES, fixture.staged.toSync(), () -> ops.add("MARK"));
            }
            int mark = ops.indexOf("MARK");
            assertThat(ops.subList(0, mark)).contains("SYNC " + trash).anyMatch(op -> op.endsWith("tree/whole/both"));
            assertThat(ops.subList(0, mark)).noneMatch(op -> op.startsWith("RENAME") || op.startsWith("UNLINK"));
            assertThat(ops.subList(mark, ops.size()))
                    .noneMatch(op -> op.startsWith("LINK") && op.contains("trash"))
                    .last()
                    .asString()
                    .startsWith("SYNC");
        }
    }

    @Test
    void aFailingMarkChangesNothing() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> mover.carryOut(Fixture.MOVES, fixture.staged.toSync(), () -> {
                        throw new IOException("journal");
                    }));
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
        }
    }

    @Test
    @DisplayName("Q9 an interrupted thread carries out and undoes all the same")
    void anInterruptDoesNotCutShort() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            Thread.currentThread().interrupt();
            try {
                mover.carryOut(Fixture.MOVES, fixture.staged.toSync(), NO_MARK);
                mover.undo();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
        }
    }

    @Test
    void aFirstDeployIsTakenBackWholly() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE)) {
            Path dest = home.resolve("first");
            try (Mover mover = new Mover(fixture.disk, dest, fixture.staging)) {
                mover.carryOut(
                        List.of(new Move.Put("", "releases/1"), new Move.Point("current", "releases/1")),
                        fixture.staged.toSync(),
                        NO_MARK);
                assertThat(dest.resolve("current/changed")).hasContent("new changed");
                mover.undo();
            }
            assertThat(dest).doesNotExist();
        }
    }

    @Test
    void theDestinationItselfCanBePutAndReplaced() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            mover.carryOut(List.of(new Move.Put("", "")), fixture.staged.toSync(), NO_MARK);
            assertThat(TreeSnapshot.of(fixture.dest).entries()).doesNotContainKey("kept");
            assertThat(fixture.dest.resolve("added")).hasContent("new added");
            mover.undo();
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
        }
    }

    @Test
    void aFileThatIsPutOverItselfStays() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            Path staged = fixture.staging.path().resolve("tree/changed");
            Files.delete(staged);
            Files.createLink(staged, fixture.dest.resolve("kept"));
            mover.carryOut(List.of(new Move.Put("changed", "kept")), NOTHING, NO_MARK);
            assertThat(staged).doesNotExist();
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
            mover.undo();
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
        }
    }

    @Test
    void retiredEntriesGoWhenSettledAndNotBefore() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            mover.carryOut(List.of(new Move.Retire("whole"), new Move.Retire("missing")), NOTHING, NO_MARK);
            assertThat(fixture.dest.resolve("whole/both")).hasContent("old whole/both");
            try (Mover other = fixture.mover()) {
                other.settle();
                other.settle();
            }
            assertThat(fixture.dest.resolve("whole")).doesNotExist();
            assertThat(fixture.staging.path().resolve("spent")).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMoveThatLeadsOutOrLosesSomethingIsRefusedBeforeAnythingHappens(Move move) throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mover.carryOut(
                            List.of(new Move.Put("added", "added"), move), fixture.staged.toSync(), NO_MARK))
                    .withMessageContaining(move.at());
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
        }
    }

    static Stream<Move> malformed() {
        return Stream.of(
                new Move.Put("changed", "../out"),
                new Move.Put("changed", "/etc/out"),
                new Move.Put("changed", "a//b"),
                new Move.Put("changed", "a/./b"),
                new Move.Put("changed", "a/"),
                new Move.Put("../trash", "x"),
                new Move.Put("nothing", "x"),
                new Move.Put("added", "twice"),
                new Move.Put("changed", "kept/below-a-file"),
                new Move.Drop(".."),
                new Move.Drop("a/../../b"),
                new Move.Point("x/..", "y"),
                new Move.Point("x", ""),
                new Move.Retire(""),
                new Move.Dress("../site", 0777, Instant.EPOCH));
    }

    @Test
    void aPathCannotLeadThroughALinkInTheDestination() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(outside.resolve("file"), "outside");
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            Files.createSymbolicLink(fixture.dest.resolve("way"), outside);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mover.carryOut(
                            List.of(new Move.Put("changed", "way/file")), fixture.staged.toSync(), NO_MARK))
                    .withMessageContaining(fixture.dest.resolve("way") + " is no directory");
            assertThat(outside.resolve("file")).hasContent("outside");
        }
    }

    @Test
    void aSecondTryKeepsWhatTheFirstSaw() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE)) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            carryOut(fixture, Fixture.MOVES.subList(0, 7));
            try (Staging again = Staging.reopen(fixture.disk, fixture.staging.path());
                    Mover second = new Mover(fixture.disk, fixture.dest, again)) {
                second.carryOut(
                        List.of(
                                new Move.Put("far", "changed"),
                                new Move.Drop("was-directory"),
                                new Move.Drop("whole"),
                                new Move.Drop("untouched")),
                        NOTHING,
                        NO_MARK);
            }
            try (Mover third = fixture.mover()) {
                third.undo();
            }
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100% sure", "two\nlines", "tab\tbed", "a b  c", "%0a", "日本", "-", "."})
    void anyNameSurvivesTheLog(String name) {
        String path = name.equals(".") ? "" : "dir/" + name;
        for (Line line : List.of(
                new Line.Nothing(path),
                new Line.Kept(3, 99, path),
                new Line.Moved(4, path),
                new Line.Dressed(0755, Instant.ofEpochSecond(-5, 7), path),
                new Line.Retired(path))) {
            assertThat(line.text()).doesNotContain("\n");
            assertThat(Line.parse(line.text())).isEqualTo(line);
        }
    }

    @Test
    @DisplayName("M11 deleting more than half and more than 100 files counts as mass deletion")
    void massDeletionIsCounted() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE)) {
            Path many = Files.createDirectory(fixture.dest.resolve("many"));
            for (int i = 0; i < 150; i++) {
                Files.writeString(many.resolve("f" + i), "x");
            }
            try (Mover mover = fixture.mover()) {
                List<Move> drop = List.of(new Move.Drop("many"), new Move.Drop("dropped"));
                Deletions deletions = mover.deletions(drop, (path, directory) -> path.equals("many/f7"));
                assertThat(deletions.deleted()).isEqualTo(150);
                assertThat(deletions.existing()).isEqualTo(149 + 15);
                assertThat(deletions.isMass()).isTrue();
                assertThat(mover.deletions(drop, (path, directory) -> path.equals("many")))
                        .isEqualTo(new Deletions(1, 15));
                assertThat(mover.deletions(List.of(new Move.Put("whole", "whole")), (path, directory) -> false)
                                .deleted())
                        .isEqualTo(2);
                assertThat(mover.deletions(List.of(new Move.Put("added", "added")), (path, directory) -> false))
                        .isEqualTo(new Deletions(0, 0));
            }
        }
        assertThat(new Deletions(101, 201).isMass()).isTrue();
        assertThat(new Deletions(100, 100).isMass()).isFalse();
        assertThat(new Deletions(101, 202).isMass()).isFalse();
    }

    @Test
    void whatADirectoryHoldsIsDeletedWhenAFileIsPutInItsPlace() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE);
                Mover mover = fixture.mover()) {
            List<Move> put = List.of(new Move.Put("was-directory", "was-directory"));

            assertThat(mover.deletions(put, (path, directory) -> false)).isEqualTo(new Deletions(1, 15));
        }
    }

    @Test
    @DisplayName("W7 a destination whose parent is missing is refused with advice")
    void theParentOfTheDestinationMustExist() throws IOException {
        try (Fixture fixture = new Fixture(home, Watch.NONE)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new Mover(fixture.disk, home.resolve("no/where"), fixture.staging))
                    .withMessageContaining("let a pre hook do so");
        }
    }

    @Test
    void whatIsThereIsReplacedWithoutAGap() throws IOException {
        List<Op> ops = new ArrayList<>();
        try (Fixture fixture = new Fixture(home, ops::add)) {
            ops.clear();
            carryOut(fixture, List.of(new Move.Put("changed", "changed"), new Move.Point("pointed-anew", "x")));
            assertThat(ops.stream()
                            .filter(op -> op.path().startsWith(fixture.dest))
                            .map(Op::call))
                    .doesNotContain(Op.Call.UNLINK, Op.Call.RENAME);
        }
    }

    private static void carryOut(Fixture fixture, List<Move> moves) throws IOException {
        try (Mover mover = fixture.mover()) {
            mover.carryOut(moves, fixture.staged.toSync(), NO_MARK);
        }
    }
}
