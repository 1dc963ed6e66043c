package dev.towline.sync.index;

import dev.towline.disk.Stat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One entry of a recorded tree.
 *
 * @param path relative to the tree's root, which is the empty path
 * @param ofHooks whether the release's own hooks made it what it is
 * @param mode the twelve permission bits
 * @param size in bytes
 * @param ctime when the inode changed last; {@link #UNSETTLED} when that was so recent that a later change might bear the
 *     same time
 * @param content a file's SHA-256, or empty when it could not be read; a symbolic link's target; else empty
 */
record Recorded(
        String path,
        boolean ofHooks,
        Stat.Kind kind,
        int mode,
        int uid,
        int gid,
        long size,
        Instant mtime,
        long inode,
        Instant ctime,
        String content) {

    /** Differs from the ctime of everything on disk. */
    static final Instant UNSETTLED = Instant.EPOCH;

    /** The longest that Linux lets pass between two ticks of its file clock is 10 ms; and as much for good measure. */
    private static final long TICK_MILLIS = 20;

    /** File systems that keep whole seconds keep at worst every other one. */
    private static final long COARSE_TICK_MILLIS = 2_000;

    static Recorded of(String path, boolean ofHooks, Stat seen, Instant before, String content) {
        return new Recorded(
                path,
                ofHooks,
                seen.kind(),
                seen.mode(),
                seen.uid(),
                seen.gid(),
                seen.size(),
                seen.mtime(),
                seen.ino(),
                settled(seen.ctime(), before),
                content);
    }

    /** The same entry, seen again with another ctime; {@code before} is a moment before it was looked at. */
    Recorded seenAgain(Instant newCtime, Instant before) {
        Instant settled = settled(newCtime, before);
        return settled.equals(ctime)
                ? this
                : new Recorded(path, ofHooks, kind, mode, uid, gid, size, mtime, inode, settled, content);
    }

    boolean isFile() {
        return kind == Stat.Kind.FILE;
    }

    boolean isDirectory() {
        return kind == Stat.Kind.DIRECTORY;
    }

    /** Whether type, mode and owner are what they were. */
    boolean isLike(Stat now) {
        return kind == now.kind() && mode == now.mode() && uid == now.uid() && gid == now.gid();
    }

    /** Whether it is the same inode, with the same size and modification time. */
    boolean isSameInode(Stat now) {
        return inode == now.ino() && size == now.size() && mtime.equals(now.mtime());
    }

    private static Instant settled(Instant ctime, Instant before) {
        long tick = ctime.equals(ctime.truncatedTo(ChronoUnit.SECONDS)) ? COARSE_TICK_MILLIS : TICK_MILLIS;
        return ctime.isBefore(before.minusMillis(tick)) ? ctime : UNSETTLED;
    }
}
