package dev.towline.sync.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.towline.disk.Disk;
import dev.towline.disk.Op;
import dev.towline.sync.Baseline;
import dev.towline.sync.Baseline.Unchanged;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.testkit.TreeSnapshot;
import dev.towline.trust.OwnerPolicy;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);
    private static final TreeEntry.Owner NOBODY = TreeEntry.Owner.UNKNOWN;
    private static final int BIG = 1_000_000;

    @FunctionalInterface
    private interface Pouring {
        void into(Intake intake) throws IOException;
    }

    @TempDir
    Path home;

    private Path dest;
    private Disk disk = new Disk();
    private Staging staging;

    @BeforeEach
    void makeDestination() throws IOException {
        dest = Files.createDirectory(home.resolve("site"));
        staging = Staging.create(disk, dest, home, false, at -> {});
    }

    @AfterEach
    void removeStaging() throws IOException {
        staging.remove();
        staging.close();
    }

    @Test
    void anUnchangedFileIsLeftAndCostsNoWrite() throws IOException {
        byte[] content = random(BIG);
        old("app.jar", content);
        Staged staged = take(Unchanged.LEAVE, intake -> file(intake, "app.jar", content));
        assertThat(staged.left()).containsExactly("app.jar");
        assertThat(staged.bytesWritten()).isZero();
        assertThat(staged.bytesReused()).isEqualTo(BIG);
        assertThat(staged.unchanged()).isEqualTo(1);
        assertThat(staged.index().find("app.jar").orElseThrow().sha256()).contains(sha256(content));
        assertThat(tree().entries()).containsOnlyKeys(".");
    }

    @Test
    @DisplayName("D9 content decides: a file of the same size and time that differs is written")
    void contentDecidesNotSizeAndTime() throws IOException {
        for (int position : new int[] {0, 1, BIG / 2, BIG - 1}) {
            byte[] content = random(BIG);
            byte[] other = content.clone();
            other[position] ^= 1;
            old("app.jar", other);
            Staged staged = take(Unchanged.LEAVE, intake -> file(intake, "app.jar", content));
            assertThat(staged.left()).isEmpty();
            assertThat(staged.changed()).isEqualTo(1);
            assertThat(tree().get("app.jar").content()).isEqualTo(BIG + " " + sha256(content));
            assertThat(staged.index().find("app.jar").orElseThrow().sha256()).contains(sha256(content));
            staging.clear();
        }
    }

    @ParameterizedTest
    @EnumSource(Unchanged.class)
    void howAnUnchangedFileGetsIntoTheTreeIsTheBaselinesChoice(Unchanged unchanged) throws IOException {
        byte[] content = random(1000);
        old("same", content);
        long inode = TreeSnapshot.of(dest).get("same").inode();
        Staged staged = take(unchanged, intake -> file(intake, "same", content));
        assertThat(staged.unchanged()).isEqualTo(1);
        switch (unchanged) {
            case LEAVE -> assertThat(tree().entries()).doesNotContainKey("same");
            case LINK -> assertThat(tree().get("same").inode()).isEqualTo(inode);
            case COPY -> assertThat(tree().get("same").inode()).isNotEqualTo(inode);
        }
        assertThat(staged.bytesWritten()).isEqualTo(unchanged == Unchanged.COPY ? 1000 : 0);
    }

    @Test
    void aLinkedFileThatDiffersLeavesTheBaselineAlone() throws IOException {
        byte[] content = random(BIG);
        byte[] other = content.clone();
        other[BIG - 1] ^= 1;
        old("app.jar", other);
        TreeSnapshot before = TreeSnapshot.of(dest);
        Staged staged = take(Unchanged.LINK, intake -> file(intake, "app.jar", content));
        assertThat(staged.changed()).isEqualTo(1);
        assertThat(tree().get("app.jar").content()).isEqualTo(BIG + " " + sha256(content));
        before.assertUntouched(TreeSnapshot.of(dest));
    }

    @ParameterizedTest
    @EnumSource(
            value = Unchanged.class,
            names = {"LEAVE", "LINK"})
    void anotherModeIsANewFileNeverAChangeInPlace(Unchanged unchanged) throws IOException {
        byte[] content = random(1000);
        old("run.sh", content);
        Files.setPosixFilePermissions(dest.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
        TreeSnapshot before = TreeSnapshot.of(dest);
        Staged staged = take(unchanged, intake -> file(intake, "run.sh", content));
        assertThat(staged.changed()).isEqualTo(1);
        assertThat(tree().get("run.sh").mode()).isEqualTo("644");
        before.assertUntouched(TreeSnapshot.of(dest));
    }

    @Test
    void exactTimesForbidALinkToAnOlderFile() throws IOException {
        byte[] content = random(1000);
        old("same", content);
        touch(dest.resolve("same"), TIME.minusNanos(1));
        Staged loose = take(Unchanged.LINK, intake -> file(intake, "same", content));
        assertThat(loose.bytesWritten()).isZero();
        assertThat(loose.index().find("same").orElseThrow().mtime()).isEqualTo(TIME.minusNanos(1));
        staging.clear();
        Staged exact = take(Unchanged.LINK, Rules.DEFAULT.exactMtimes(true), intake -> file(intake, "same", content));
        assertThat(exact.bytesWritten()).isEqualTo(1000);
        assertThat(tree().get("same").mtime()).isEqualTo(TIME);
    }

    @Test
    void anotherTimeAloneMakesTheTreeDifferentButCostsNoWrite() throws IOException {
        old("same", random(10));
        byte[] content = Files.readAllBytes(dest.resolve("same"));
        Pouring same = intake -> {
            root(intake);
            file(intake, "same", content);
        };
        touch(dest, TIME);
        assertThat(take(Unchanged.LEAVE, same).different()).isFalse();
        staging.clear();
        touch(dest.resolve("same"), TIME.plusNanos(1));
        Staged staged = take(Unchanged.LEAVE, same);
        assertThat(staged.different()).isTrue();
        assertThat(staged.bytesWritten()).isZero();
        assertThat(staged.left()).containsExactly("same");
    }

    @Test
    void modesTimesAndLinksAreAsTheTreeSaysToTheNanosecond() throws IOException {
        take(Unchanged.LEAVE, Rules.DEFAULT.rootMode(0711), intake -> {
            root(intake);
            directory(intake, "shut", 0755);
            intake.put(TreeEntry.file("shut/none", 0, TIME, NOBODY, 1), bytes(new byte[1]));
            intake.put(TreeEntry.file("shut/wide", 0777, TIME, NOBODY, 1), bytes(new byte[1]));
            intake.put(TreeEntry.file("shut/sgid", 02755, TIME, NOBODY, 1), bytes(new byte[1]));
            intake.put(TreeEntry.symlink("shut/link", "/nowhere", TIME, NOBODY), InputStream.nullInputStream());
            directory(intake, "shut", 0);
        });
        TreeSnapshot tree = tree();
        assertThat(tree.get(".").mode()).isEqualTo("711");
        assertThat(tree.get(".").mtime()).isEqualTo(TIME);
        assertThat(tree.get("shut").mode()).isEqualTo("0");
        assertThat(tree.get("shut").mtime()).isEqualTo(TIME);
        assertThat(tree.get("shut/none").mode()).isEqualTo("0");
        assertThat(tree.get("shut/none").mtime()).isEqualTo(TIME);
        assertThat(tree.get("shut/wide").mode()).isEqualTo("777");
        assertThat(tree.get("shut/sgid").mode()).isEqualTo("2755");
        assertThat(tree.get("shut/link").link()).isEqualTo("/nowhere");
        assertThat(tree.get("shut/link").mtime()).isBetween(TIME.minusNanos(999), TIME);
    }

    @Test
    void aHardLinkIsAnIndependentCopy() throws IOException {
        byte[] content = random(BIG);
        old("left", content);
        old("twin", content);
        Staged staged = take(Unchanged.LEAVE, intake -> {
            file(intake, "left", content);
            intake.copy(TreeEntry.file("copy", 0644, TIME, NOBODY, BIG), "left");
            intake.copy(TreeEntry.file("again", 0600, TIME, NOBODY, BIG), "copy");
            intake.copy(TreeEntry.file("twin", 0644, TIME, NOBODY, BIG), "copy");
        });
        assertThat(staged.left()).containsExactlyInAnyOrder("left", "twin");
        TreeSnapshot tree = tree();
        assertThat(tree.entries()).containsOnlyKeys(".", "copy", "again");
        assertThat(tree.get("copy").content()).isEqualTo(BIG + " " + sha256(content));
        assertThat(tree.get("again").content()).isEqualTo(BIG + " " + sha256(content));
        assertThat(tree.get("again").inode()).isNotEqualTo(tree.get("copy").inode());
    }

    @Test
    void excludedEntriesDoNotStayInTheTree() throws IOException {
        Files.createDirectory(dest.resolve("logs"));
        old("logs/today", random(5));
        old("gone", random(5));
        Staged staged = takeExcluding((path, directory) -> path.equals("logs") || path.endsWith(".tmp"), intake -> {
            directory(intake, "logs", 0755);
            file(intake, "logs/x", random(3));
            directory(intake, "new", 0755);
            file(intake, "new/a.tmp", random(3));
            file(intake, "new/b", random(3));
        });
        assertThat(staged.index().entries()).containsOnlyKeys("new", "new/b");
        assertThat(tree().entries()).containsOnlyKeys(".", "new", "new/b");
        assertThat(tree().get("new").mtime()).isEqualTo(TIME);
        assertThat(staged.removed()).isEqualTo(1);
    }

    @Test
    @DisplayName("M8 the list of patterns is read from the tree, and bounded")
    void theKeptFileIsReadFromTheTree() throws IOException {
        Rules rules = Rules.DEFAULT.keeping(Optional.of("ex"));
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), rules)) {
            file(intake, "ex", "*.log\n".getBytes(StandardCharsets.UTF_8));
            assertThat(intake.kept()).contains("*.log\n");
        }
        staging.clear();
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), rules)) {
            intake.put(TreeEntry.symlink("ex", "/etc/passwd", TIME, NOBODY), InputStream.nullInputStream());
            assertThat(intake.kept()).isEmpty();
        }
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), rules)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file(intake, "ex", new byte[(1 << 20) + 1]))
                    .withMessageContaining("ex is larger than");
        }
    }

    @Test
    void aPlanWritesNothingAndTellsTheSame() throws IOException {
        byte[] same = random(BIG);
        old("same", same);
        old("other", random(10));
        old("gone", random(10));
        Pouring tree = intake -> {
            file(intake, "same", same);
            file(intake, "other", random(10));
            file(intake, "new", random(10));
            intake.copy(TreeEntry.file("hard", 0644, TIME, NOBODY, 10), "new");
        };
        for (Unchanged unchanged : Unchanged.values()) {
            Staged staged = take(unchanged, tree);
            staging.clear();
            TreeSnapshot before = TreeSnapshot.of(home);
            try (Intake intake = Intake.forPlan(
                    new Disk(op -> {
                        throw new AssertionError(op);
                    }),
                    Baseline.of(dest, unchanged),
                    Rules.DEFAULT)) {
                tree.into(intake);
                Staged plan = intake.finish(PathFilter.NOTHING);
                assertThat(plan.addedPaths()).isEqualTo(staged.addedPaths()).containsExactly("hard", "new");
                assertThat(plan.changedPaths()).isEqualTo(staged.changedPaths()).containsExactly("other");
                assertThat(plan.removed()).isEqualTo(staged.removed()).isEqualTo(1);
                assertThat(plan.bytesWritten()).isEqualTo(staged.bytesWritten());
                assertThat(plan.left()).isEqualTo(staged.left());
            }
            before.assertUntouched(TreeSnapshot.of(home));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Unchanged.class,
            names = {"LEAVE", "LINK"})
    void whatChangedSinceItWasStagedIsStale(Unchanged unchanged) throws IOException {
        byte[] content = random(100);
        for (String name : List.of("still", "touched", "rewritten")) {
            old(name, content);
        }
        Staged staged = take(unchanged, intake -> {
            file(intake, "still", content);
            file(intake, "touched", content);
            file(intake, "rewritten", content);
        });
        assertThat(staged.stale(staging)).isEmpty();
        touch(dest.resolve("touched"), TIME.plusSeconds(9));
        Files.write(dest.resolve("rewritten"), random(100));
        touch(dest.resolve("rewritten"), TIME);
        assertThat(staged.stale(staging)).containsExactly("rewritten");
        if (unchanged == Unchanged.LEAVE) {
            Files.delete(dest.resolve("still"));
            assertThat(staged.stale(staging)).containsExactly("rewritten", "still");
        }
    }

    @Test
    @DisplayName("W9 a prefix that changed between comparison and copy is not taken for the one that was compared")
    void aPrefixThatChangesBehindTheComparisonIsNoticed() throws IOException {
        byte[] content = random(BIG);
        byte[] other = content.clone();
        other[BIG - 1] ^= 1;
        old("app.jar", other);
        InputStream racing = new ByteArrayInputStream(content) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                if (pos > BIG / 2) {
                    try {
                        Files.write(dest.resolve("app.jar"), random(BIG));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
                return super.read(bytes, offset, length);
            }
        };
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), Rules.DEFAULT)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> intake.put(TreeEntry.file("app.jar", 0644, TIME, NOBODY, BIG), racing))
                    .withMessageContaining("app.jar was changed at the destination while it was compared");
        }
    }

    @Test
    void aShortStreamIsAnError() throws IOException {
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), Rules.DEFAULT)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> intake.put(TreeEntry.file("f", 0644, TIME, NOBODY, 9), bytes(new byte[8])))
                    .withMessageContaining("f is 8 bytes long, not 9");
        }
    }

    @Test
    @DisplayName("G2 a file that would use up the reserve is refused before it is written")
    void theReserveIsKept() throws IOException {
        long free = Disk.space(home).usable();
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), Rules.DEFAULT)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> intake.put(
                            TreeEntry.file("huge", 0644, TIME, NOBODY, free - 1), InputStream.nullInputStream()))
                    .withMessageContaining("no room for huge");
        }
        assertThat(tree().entries()).containsOnlyKeys(".");
    }

    @Test
    @DisplayName("G2 a reserve that policy sets is kept while a file is written")
    void aChosenReserveIsKept() throws IOException {
        Rules all = Rules.DEFAULT.reserve(OptionalLong.of(Long.MAX_VALUE / 2));
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), all)) {
            assertThatExceptionOfType(NoSpaceException.class)
                    .isThrownBy(() -> intake.put(TreeEntry.file("f", 0644, TIME, NOBODY, 1), bytes(new byte[1])))
                    .withMessageContaining("stay in reserve");
        }
    }

    @Test
    @DisplayName("W1 a full disk is an error and staging is freed")
    void aFullDiskIsAnErrorAndStagingIsFreed() throws IOException {
        Disk full = new Disk(op -> {
            if (op.call() == Op.Call.WRITE) {
                throw new IOException("No space left on device");
            }
        });
        Staging other = Staging.create(full, dest, home, false, at -> {});
        try (Intake intake = Intake.into(other, full, Baseline.of(dest, Unchanged.LEAVE), Rules.DEFAULT)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file(intake, "f", random(10)))
                    .withMessageContaining("No space left");
        }
        other.remove();
        assertThat(other.path()).doesNotExist();
        other.close();
    }

    @Test
    @DisplayName("C10 files belong to the configured owner")
    void filesBelongToTheConfiguredOwner() throws IOException {
        assumeThat(Disk.uid()).as("only root can give files away").isZero();
        take(Unchanged.COPY, Rules.DEFAULT.owners(OwnerPolicy.parse("nobody:nogroup")), intake -> {
            directory(intake, "d", 0755);
            intake.put(TreeEntry.file("d/suid", 04755, TIME, NOBODY, 1), bytes(new byte[1]));
            intake.put(TreeEntry.symlink("d/l", "x", TIME, NOBODY), InputStream.nullInputStream());
        });
        for (String path : List.of("d", "d/suid", "d/l")) {
            assertThat(tree().get(path).owner()).isEqualTo("65534:65534");
        }
        assertThat(tree().get("d/suid").mode()).isEqualTo("4755");
        staging.clear();
        take(Unchanged.COPY, Rules.DEFAULT.owners(OwnerPolicy.parse("archive")), intake -> {
            TreeEntry.Owner byName = new TreeEntry.Owner("nobody", 4711, "nogroup", 4711);
            TreeEntry.Owner byNumber = new TreeEntry.Owner("no such user", 4711, "no such group", 4712);
            intake.put(TreeEntry.file("name", 0644, TIME, byName, 1), bytes(new byte[1]));
            intake.put(TreeEntry.file("number", 0644, TIME, byNumber, 1), bytes(new byte[1]));
        });
        assertThat(tree().get("name").owner()).isEqualTo("65534:65534");
        assertThat(tree().get("number").owner()).isEqualTo("4711:4712");
        staging.clear();
        old("mine", random(3));
        byte[] content = Files.readAllBytes(dest.resolve("mine"));
        Rules nobody = Rules.DEFAULT.owners(OwnerPolicy.parse("nobody:nogroup"));
        assertThat(take(Unchanged.LEAVE, nobody, intake -> file(intake, "mine", content))
                        .changed())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "root", ":root", "root:", "a:b:c"})
    void anOwnerIsUserAndGroup(String text) {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException().isThrownBy(() -> OwnerPolicy.parse(text));
    }

    @Test
    @DisplayName("Q10 no descriptor is left open, whether a tree is finished or not")
    void noDescriptorIsLeftOpen() throws IOException {
        Files.createDirectories(dest.resolve("a/b/c"));
        old("a/b/c/f", random(10));
        Pouring tree = intake -> {
            directory(intake, "a", 0755);
            directory(intake, "a/b", 0755);
            directory(intake, "a/b/c", 0755);
            file(intake, "a/b/c/f", random(10));
        };
        take(Unchanged.LINK, tree);
        int before = descriptors();
        for (int i = 0; i < 20; i++) {
            staging.clear();
            take(Unchanged.LINK, tree).stale(staging);
            try (Intake unfinished = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), Rules.DEFAULT)) {
                directory(unfinished, "other", 0755);
            }
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    @Test
    void stagingIsPrivateAndBesideTheDestination() throws IOException {
        assertThat(staging.path().getParent()).isEqualTo(home.toRealPath());
        assertThat(staging.path().getFileName().toString()).matches("\\.site\\.towline-[0-9a-f]{24}");
        assertThat(TreeSnapshot.of(staging.path()).get(".").mode()).isEqualTo("700");
    }

    @Test
    @DisplayName("W7 staging for a missing destination, a missing parent, and a file in the way")
    void stagingFindsAPlaceForDestinationsThatAreNotThere() throws IOException {
        for (String path : List.of("missing", "no/such/parent")) {
            try (Staging found = Staging.create(disk, home.resolve(path), home.resolve("site"), false, at -> {})) {
                assertThat(found.path().getParent()).isEqualTo(home.toRealPath());
                found.remove();
            }
        }
        Files.writeString(home.resolve("file"), "x");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Staging.create(disk, home.resolve("file"), home, false, at -> {}))
                .withMessageContaining("is not a directory");
    }

    @Test
    @DisplayName("W5 staging is never on another file system than the destination")
    void stagingIsNeverOnAnotherFileSystem() throws IOException {
        Path other = Path.of("/dev/shm");
        assumeThat(Files.isWritable(other)).isTrue();
        assumeThat(Files.getFileStore(other)).isNotEqualTo(Files.getFileStore(home));
        assertThatExceptionOfType(IOException.class) // a mount point: what is above it is another file system
                .isThrownBy(() -> Staging.create(disk, other, home, false, at -> {}))
                .withMessageContaining("staging: inside");
        try (Staging inside = Staging.create(disk, other, home, true, at -> {})) {
            assertThat(inside.path().getParent()).isEqualTo(other);
            inside.remove();
        }
        Path state = Files.createTempDirectory(other, "state");
        try (Staging inState = Staging.create(disk, other, state, true, at -> {})) {
            assertThat(inState.path().getParent()).isEqualTo(state);
            inState.remove();
        } finally {
            disk.removeTree(state);
        }
    }

    private Staged take(Unchanged unchanged, Pouring pouring) throws IOException {
        return take(unchanged, Rules.DEFAULT, pouring);
    }

    private Staged take(Unchanged unchanged, Rules rules, Pouring pouring) throws IOException {
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, unchanged), rules)) {
            pouring.into(intake);
            return intake.finish(PathFilter.NOTHING);
        }
    }

    private Staged takeExcluding(PathFilter excluded, Pouring pouring) throws IOException {
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Unchanged.LEAVE), Rules.DEFAULT)) {
            pouring.into(intake);
            return intake.finish(excluded);
        }
    }

    private TreeSnapshot tree() {
        return TreeSnapshot.of(staging.path().resolve("tree"));
    }

    private void old(String path, byte[] content) throws IOException {
        Path file = Files.write(dest.resolve(path), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        touch(file, TIME);
    }

    private static void touch(Path path, Instant time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time), null, null);
    }

    private static void root(Intake intake) throws IOException {
        directory(intake, "", 0755);
    }

    private static void directory(Intake intake, String path, int mode) throws IOException {
        intake.put(TreeEntry.directory(path, mode, TIME, NOBODY), InputStream.nullInputStream());
    }

    private static void file(Intake intake, String path, byte[] content) throws IOException {
        intake.put(TreeEntry.file(path, 0644, TIME, NOBODY, content.length), bytes(content));
    }

    private static InputStream bytes(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length + System.nanoTime()).nextBytes(bytes);
        return Arrays.copyOf(bytes, length);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }
}
