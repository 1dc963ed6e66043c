package dev.towline.sync;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What was found at a place of the destination. Symbolic links are never followed. */
final class DiskEntry {

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int SYMLINK = 0120000;

    private final Path path;
    private final int mode;
    private final long device;
    private final Instant mtime;

    private DiskEntry(Path path, int mode, long device, Instant mtime) {
        this.path = path;
        this.mode = mode;
        this.device = device;
        this.mtime = mtime;
    }

    /** What is at {@code path}; empty when nothing is. */
    static Optional<DiskEntry> find(Path path) throws IOException {
        try {
            Map<String, Object> is = Files.readAttributes(path, "unix:mode,dev,lastModifiedTime", NOFOLLOW_LINKS);
            return Optional.of(new DiskEntry(
                    path,
                    (Integer) Objects.requireNonNull(is.get("mode")),
                    (Long) Objects.requireNonNull(is.get("dev")),
                    ((FileTime) Objects.requireNonNull(is.get("lastModifiedTime"))).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw unreadable(path, e);
        }
    }

    /** What this directory holds, by path and in order. */
    NavigableMap<Path, DiskEntry> children() throws IOException {
        NavigableMap<Path, DiskEntry> children = new TreeMap<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(path)) {
            for (Path child : paths) {
                find(child).ifPresent(entry -> children.put(child, entry));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (AccessDeniedException e) {
            throw unreadable(path, e);
        }
        return children;
    }

    private static IOException unreadable(Path path, AccessDeniedException e) {
        return new IOException(
                "cannot read " + printable(path) + ": give the running user permission to read and search it", e);
    }

    Path path() {
        return path;
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isFile() {
        return (mode & TYPE) == FILE;
    }

    boolean isSymlink() {
        return (mode & TYPE) == SYMLINK;
    }

    /** Permission bits, setuid, setgid and sticky among them. */
    int permissions() {
        return mode & 07777;
    }

    Instant mtime() {
        return mtime;
    }

    boolean sameDeviceAs(DiskEntry other) {
        return device == other.device;
    }

    /** What this symbolic link says. */
    Path linkTarget() throws IOException {
        return Files.readSymbolicLink(path);
    }

    /** The path, for messages: names at a destination may hold anything. */
    @Override
    public String toString() {
        return printable(path);
    }

    private static String printable(Path path) {
        StringBuilder text = new StringBuilder();
        path.toString()
                .codePoints()
                .forEach(c -> text.append(Character.isISOControl(c) ? "\\x%02x".formatted(c) : Character.toString(c)));
        return text.toString();
    }
}
