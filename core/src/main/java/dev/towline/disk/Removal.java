package dev.towline.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Removing a tree by open handles: no link is followed, no other file system entered, a vanished name is fine. */
final class Removal {

    private static final int OWNER_ALL = 0700;

    private Removal() {}

    static void of(Dir parent, Path name) throws IOException {
        Optional<Stat> stat = parent.stat(name);
        if (stat.isEmpty()) {
            return;
        }
        try {
            if (stat.get().isDirectory()) {
                empty(parent, name, stat.get());
                parent.rmdir(name);
            } else {
                parent.unlink(name);
            }
        } catch (NoSuchFileException e) {
            // somebody else removed it: all the same
        }
    }

    private static void empty(Dir parent, Path name, Stat stat) throws IOException {
        try (Dir dir = enter(parent, name, stat)) {
            if (dir.stat().dev() != stat.dev() || stat.dev() != parent.stat().dev()) {
                throw new IOException(dir.path() + " is a mount point: unmount it, then it can be removed");
            }
            for (Path entry : dir.names()) {
                of(dir, entry);
            }
        }
    }

    private static Dir enter(Dir parent, Path name, Stat stat) throws IOException {
        Dir dir;
        try {
            dir = parent.open(name, true);
        } catch (AccessDeniedException e) {
            if (!parent.isPrivate()) {
                throw e;
            }
            parent.mode(name.toString(), OWNER_ALL);
            return parent.open(name, true);
        }
        if ((stat.mode() & OWNER_ALL) != OWNER_ALL && stat.uid() == Disk.uid()) {
            dir.mode(OWNER_ALL);
        }
        return dir;
    }
}
