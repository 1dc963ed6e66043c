package dev.towline.sync.mover;

import dev.towline.disk.Disk;
import dev.towline.disk.Watch;
import dev.towline.sync.Baseline;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.staging.Intake;
import dev.towline.sync.staging.Rules;
import dev.towline.sync.staging.Staged;
import dev.towline.sync.staging.Staging;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A destination with something of everything in it, and a staged tree that touches all of it. */
final class Fixture implements AutoCloseable {

    private static final Instant OLD = Instant.ofEpochSecond(1_600_000_000, 111_222_333);
    private static final Instant NEW = Instant.ofEpochSecond(1_700_000_000, 444_555_666);
    private static final TreeEntry.Owner NOBODY = TreeEntry.Owner.UNKNOWN;

    /** All kinds of moves over all kinds of things. */
    static final List<Move> MOVES = List.of(
            new Move.Put("changed", "changed"),
            new Move.Put("added", "added"),
            new Move.Put("was-link", "was-link"),
            new Move.Put("was-directory", "was-directory"),
            new Move.Put("was-file", "was-file"),
            new Move.Put("whole", "whole"),
            new Move.Put("deep/inner", "deep/inner"),
            new Move.Put("shut", "shut"),
            new Move.Put("far", "new/parents/far"),
            new Move.Point("current", "deep"),
            new Move.Point("pointed-anew", "elsewhere"),
            new Move.Drop("dropped"),
            new Move.Drop("dropped-tree"),
            new Move.Drop("locked"),
            new Move.Drop("not-there"),
            new Move.Dress("kept", 0644, NEW),
            new Move.Dress("deep", 0750, NEW),
            new Move.Dress("", 0755, NEW));

    final Path dest;
    final Path state;
    final Disk disk;
    final Staging staging;
    final Staged staged;

    Fixture(Path home, Watch watch) throws IOException {
        this.dest = home.resolve("site");
        this.state = Files.createDirectories(home.resolve("state"));
        if (!Files.exists(dest)) {
            fill(dest);
        }
        this.disk = new Disk(watch);
        this.staging = Staging.create(disk, dest, state, false, at -> {});
        try (Intake intake = Intake.into(staging, disk, Baseline.of(dest, Baseline.Unchanged.COPY), Rules.DEFAULT)) {
            pour(intake);
            this.staged = intake.finish(PathFilter.NOTHING);
        }
    }

    Mover mover() throws IOException {
        return new Mover(disk, dest, staging);
    }

    private static void fill(Path dest) throws IOException {
        for (String directory :
                List.of("was-directory/sub", "whole/sub", "deep", "dropped-tree/a/b", "locked", "untouched/by/all")) {
            Files.createDirectories(dest.resolve(directory));
        }
        for (String file : List.of(
                "changed",
                "kept",
                "was-file",
                "dropped",
                "was-directory/sub/file",
                "whole/sub/old",
                "whole/both",
                "deep/inner",
                "deep/other",
                "locked/file",
                "dropped-tree/a/b/file",
                "untouched/by/all/file")) {
            Files.writeString(dest.resolve(file), "old " + file);
        }
        Files.createSymbolicLink(dest.resolve("was-link"), Path.of("kept"));
        Files.createSymbolicLink(dest.resolve("pointed-anew"), Path.of("nowhere"));
        Files.createSymbolicLink(dest.resolve("whole/link"), Path.of("both"));
        Files.setPosixFilePermissions(dest.resolve("locked"), PosixFilePermissions.fromString("r-xr-xr-x"));
        age(dest);
    }

    private static void age(Path tree) throws IOException {
        try (Stream<Path> walk = Files.walk(tree)) {
            int i = 0;
            for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.getFileAttributeView(path, BasicFileAttributeView.class, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                        .setTimes(FileTime.from(OLD.plusSeconds(i++)), null, null);
            }
        }
    }

    private static void pour(Intake intake) throws IOException {
        file(intake, "changed", 0600);
        file(intake, "added", 0644);
        file(intake, "far", 0644);
        file(intake, "was-link", 0644);
        file(intake, "was-directory", 0644);
        directory(intake, "was-file");
        file(intake, "was-file/sub", 0644);
        directory(intake, "whole");
        file(intake, "whole/both", 0644);
        directory(intake, "shut", 0555);
        file(intake, "shut/file", 0400);
        directory(intake, "deep");
        file(intake, "deep/inner", 0644);
    }

    static void file(Intake intake, String path, int mode) throws IOException {
        byte[] bytes = ("new " + path).getBytes(StandardCharsets.UTF_8);
        intake.put(TreeEntry.file(path, mode, NEW, NOBODY, bytes.length), new ByteArrayInputStream(bytes));
    }

    static void directory(Intake intake, String path) throws IOException {
        directory(intake, path, 0755);
    }

    private static void directory(Intake intake, String path, int mode) throws IOException {
        intake.put(TreeEntry.directory(path, mode, NEW, NOBODY), InputStream.nullInputStream());
    }

    @Override
    public void close() throws IOException {
        staging.close();
    }
}
