package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Space;
import java.io.IOException;

/** Free space that a deploy does not use up. The file system is asked again whenever enough was written to matter. */
final class Reserve {

    private static final long STEP = 16L << 20;

    private final Dir dir;
    private long budget;

    Reserve(Dir dir) {
        this.dir = dir;
    }

    /** Refuses what is known not to fit. */
    void need(long bytes, String path) throws IOException {
        if (bytes > budget) {
            ask(bytes, path);
        }
    }

    /** Counts bytes that are about to be written. */
    void take(long bytes, String path) throws IOException {
        need(bytes, path);
        budget -= bytes;
    }

    private void ask(long bytes, String path) throws IOException {
        Space space = dir.space();
        long room = space.usable() - space.reserve();
        if (room < bytes) {
            throw new IOException("no room for " + path + ": it needs " + bytes + " bytes, " + space.usable()
                    + " are free on the file system of " + dir.path() + " and " + space.reserve()
                    + " of them stay in reserve; free some space or deploy elsewhere");
        }
        budget = Math.max(bytes, Math.min(room, STEP));
    }
}
