package dev.towline.sync.index;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.staging.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tree that is looked at through open directories, so that no link in it is followed. Not thread-safe. */
final class TreeOnDisk implements AutoCloseable {

    private static final int BUFFER_BYTES = 128 * 1024;

    /** What Java reads where a name's bytes are no text. */
    private static final char INEXPRESSIBLE = '\uFFFD';

    /** An entry of a directory; {@code stat} is empty when the JVM cannot express its name, and so cannot look at it. */
    record Child(String path, Optional<Stat> stat) {

        boolean isDirectory() {
            return stat.isPresent() && stat.get().isDirectory();
        }
    }

    private final Optional<OpenDirs> dirs;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private TreeOnDisk(Optional<OpenDirs> dirs) {
        this.dirs = dirs;
    }

    /** The tree at {@code tree}; nothing is in it when no directory is there. */
    static TreeOnDisk open(Disk disk, Path tree) throws IOException {
        try {
            return new TreeOnDisk(Optional.of(new OpenDirs(disk.open(tree))));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return new TreeOnDisk(Optional.empty());
        }
    }

    /** What {@code path} is; empty when there is nothing. */
    Optional<Stat> stat(String path) throws IOException {
        return dirs.isEmpty() ? Optional.empty() : dirs.get().stat(path);
    }

    /**
     * As {@link #stat}, in less than half the time: by its path, so that the caller has to know that no directory above it
     * has become a link.
     */
    Optional<Stat> glance(String path) throws IOException {
        if (dirs.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Stat.of(dirs.get().root().path().resolve(path)));
        } catch (FileSystemException e) {
            return stat(path);
        }
    }

    /** What {@code directory} holds, each child at a {@linkplain #glance glance}; nothing when it is none. */
    List<Child> children(String directory) throws IOException {
        Optional<Dir> dir = dirs.isEmpty() ? Optional.empty() : dirs.get().find(directory);
        List<Child> children = new ArrayList<>();
        if (dir.isPresent()) {
            String above = directory.isEmpty() ? "" : directory + "/";
            for (String name : dir.get().list()) {
                Optional<Stat> stat = glance(above + name);
                if (stat.isPresent() || name.indexOf(INEXPRESSIBLE) >= 0) { // else it went meanwhile
                    children.add(new Child(above + name, stat));
                }
            }
        }
        return children;
    }

    /** A file's SHA-256; a symbolic link's target; empty for anything else. */
    String content(String path, Stat stat) throws IOException {
        if (!stat.isFile() && stat.kind() != Stat.Kind.SYMLINK) {
            return "";
        }
        Dir dir = dirs.orElseThrow().get(OpenDirs.parent(path));
        String name = OpenDirs.name(path);
        if (!stat.isFile()) {
            return dir.readlink(name);
        }
        try (FileChannel channel = dir.read(name)) {
            return Sha256.of(channel, buffer);
        }
    }

    @Override
    public void close() throws IOException {
        if (dirs.isPresent()) {
            dirs.get().close();
        }
    }
}
