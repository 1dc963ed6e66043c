package dev.towline.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** The port to the file system: every call that changes a file goes through here and can be watched. */
public final class Disk {

    /** Sees every mutating call before it happens, and may fail it. */
    @FunctionalInterface
    public interface Watch {
        void before(Op op) throws IOException;
    }

    /** A mutating call: what is done, to which path. */
    public record Op(String call, Path path) {}

    private final Watch watch;

    public Disk() {
        this(op -> {});
    }

    public Disk(Watch watch) {
        this.watch = watch;
    }

    /** Makes {@code directory} and its missing parents, each with mode 0700. */
    public void privateDirectories(Path directory) throws IOException {
        watch.before(new Op("mkdir", directory));
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Makes an empty new file of mode 0600; fails if there is one. */
    public void privateFile(Path file) throws IOException {
        watch.before(new Op("create", file));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Replaces {@code file} whole with {@code text}: a reader sees the old text or the new one, after a crash too. */
    public void replace(Path file, String text) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        privateFile(draft);
        watch.before(new Op("write", draft));
        Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
        watch.before(new Op("rename", file));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the directory {@code tree} and everything in it, never following a link. Missing is fine. */
    public void removeTree(Path tree) throws IOException {
        if (!Files.isDirectory(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var walk = Files.walk(tree)) {
            for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                watch.before(new Op("unlink", path));
                Files.delete(path);
            }
        }
    }
}
