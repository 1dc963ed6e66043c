package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.Baseline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;

/** The baseline's tree, read by open handles. A baseline that is missing, or no directory, has nothing in it. */
final class Old implements AutoCloseable {

    /** Something in the baseline, by its name in an open directory. */
    record Known(Dir dir, String name, Stat stat) {

        /** The file's content; empty when it cannot be had. */
        Optional<FileChannel> open() throws IOException {
            try {
                return stat.isFile() ? Optional.of(dir.read(name)) : Optional.empty();
            } catch (FileSystemException e) {
                return Optional.empty();
            }
        }

        /** Whether it is the same file as before, and nobody wrote to it. */
        boolean isAsSeen() throws IOException {
            return dir.stat(name).filter(now -> now.unchangedSince(stat)).isPresent();
        }
    }

    private final Optional<OpenDirs> tree;

    private Old(Optional<OpenDirs> tree) {
        this.tree = tree;
    }

    static Old open(Disk disk, Baseline baseline) throws IOException {
        return Files.isDirectory(baseline.tree(), LinkOption.NOFOLLOW_LINKS)
                ? new Old(Optional.of(new OpenDirs(disk.open(baseline.tree()))))
                : new Old(Optional.empty());
    }

    Optional<OpenDirs> tree() {
        return tree;
    }

    Optional<Stat> root() throws IOException {
        return tree.isEmpty() ? Optional.empty() : Optional.of(tree.get().root().stat());
    }

    Optional<Known> find(String path) throws IOException {
        Optional<Dir> dir = tree.isEmpty() ? Optional.empty() : tree.get().find(OpenDirs.parent(path));
        if (dir.isEmpty()) {
            return Optional.empty();
        }
        String name = OpenDirs.name(path);
        return dir.get().stat(name).map(stat -> new Known(dir.get(), name, stat));
    }

    @Override
    public void close() throws IOException {
        if (tree.isPresent()) {
            tree.get().close();
        }
    }
}
