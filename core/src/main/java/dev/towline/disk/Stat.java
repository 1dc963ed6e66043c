package dev.towline.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What lstat(2) says of a name.
 *
 * @param mode the twelve permission bits
 * @param size in bytes
 * @param ctime when anything about the inode changed last
 */
public record Stat(
        Kind kind, int mode, int uid, int gid, int links, long size, long dev, long ino, Instant mtime, Instant ctime) {

    /** What a name stands for. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        OTHER
    }

    private static final String FIELDS = "unix:mode,uid,gid,nlink,size,dev,ino,lastModifiedTime,ctime";

    /** What lstat(2) says of a path, whose links in front of the last name are followed. */
    public static Stat of(Path path) throws IOException {
        Map<String, Object> fields = Files.readAttributes(path, FIELDS, LinkOption.NOFOLLOW_LINKS);
        int mode = (int) number(fields, "mode");
        return new Stat(
                kind(mode),
                mode & 07777,
                (int) number(fields, "uid"),
                (int) number(fields, "gid"),
                (int) number(fields, "nlink"),
                number(fields, "size"),
                number(fields, "dev"),
                number(fields, "ino"),
                time(fields, "lastModifiedTime"),
                time(fields, "ctime"));
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /** Whether both are names of one inode. */
    public boolean sameInode(Stat other) {
        return ino == other.ino && dev == other.dev;
    }

    /** Whether nothing happened to this inode since {@code earlier}, as far as inode, size and times can tell. */
    public boolean unchangedSince(Stat earlier) {
        return sameInode(earlier) && size == earlier.size && mtime.equals(earlier.mtime) && ctime.equals(earlier.ctime);
    }

    private static Kind kind(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> Kind.FILE;
            case 0040000 -> Kind.DIRECTORY;
            case 0120000 -> Kind.SYMLINK;
            default -> Kind.OTHER;
        };
    }

    private static long number(Map<String, Object> fields, String name) {
        return ((Number) Objects.requireNonNull(fields.get(name))).longValue();
    }

    private static Instant time(Map<String, Object> fields, String name) {
        return ((FileTime) Objects.requireNonNull(fields.get(name))).toInstant();
    }
}
