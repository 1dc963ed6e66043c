package dev.towline.disk;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A mutating call, said before it happens.
 *
 * @param call what is done
 * @param path to what; for a rename or a link, the existing name
 * @param to the new name of a rename or a link
 * @param bytes how many bytes a write adds, else 0
 */
public record Op(Call call, Path path, Optional<Path> to, long bytes) {

    /** The calls that change something on a disk, or make a change last. */
    public enum Call {
        CREATE,
        WRITE,
        TRUNCATE,
        MKDIR,
        SYMLINK,
        LINK,
        RENAME,
        UNLINK,
        RMDIR,
        ATTRIBUTES,
        OWNER,
        SYNC
    }

    static Op of(Call call, Path path) {
        return new Op(call, path, Optional.empty(), 0);
    }

    static Op of(Call call, Path path, Path to) {
        return new Op(call, path, Optional.of(to), 0);
    }

    static Op write(Path path, long bytes) {
        return new Op(Call.WRITE, path, Optional.empty(), bytes);
    }

    @Override
    public String toString() {
        return call + " " + path + to.map(name -> " -> " + name).orElse("") + (bytes > 0 ? " " + bytes : "");
    }
}
