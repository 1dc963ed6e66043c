package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Space;
import java.io.IOException;
import java.util.OptionalLong;

/** Free space that a deploy does not use up. The file system is asked again whenever enough was written to matter. */
final class Reserve {

    private static final long STEP = 16L << 20;

    private final Dir dir;
    private final OptionalLong kept;
    private long budget;

    /** A reserve on the file system of {@code dir}; {@code kept} says how many bytes, else the file system's size does. */
    Reserve(Dir dir, OptionalLong kept) {
        this.dir = dir;
        this.kept = kept;
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
        long reserve = kept.orElse(space.reserve());
        long room = space.usable() - reserve;
        if (room < bytes) {
            throw new NoSpaceException("no room for " + path + ": it needs " + bytes + " bytes, " + space.usable()
                    + " are free on the file system of " + dir.path() + " and " + reserve
                    + " of them stay in reserve; free some space or deploy elsewhere");
        }
        budget = Math.max(bytes, Math.min(room, STEP));
    }
}
