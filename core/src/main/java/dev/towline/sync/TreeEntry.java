package dev.towline.sync;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** One entry of a tree: a directory, a regular file or a symbolic link. Immutable. */
public final class TreeEntry {

    /** What an entry is. */
    public enum Type {
        DIRECTORY,
        FILE,
        SYMLINK
    }

    /**
     * Whom an archive says an entry belongs to; {@code -1} or an empty name mean that it does not say.
     *
     * @param user user name
     * @param uid user number
     * @param group group name
     * @param gid group number
     */
    public record Owner(String user, long uid, String group, long gid) {
        public static final Owner UNKNOWN = new Owner("", -1, "", -1);
    }

    private final String path;
    private final Type type;
    private final int mode;
    private final Instant mtime;
    private final Owner owner;
    private final long size;
    private final Optional<String> sha256;
    private final Optional<String> linkTarget;

    private TreeEntry(
            String path,
            Type type,
            int mode,
            Instant mtime,
            Owner owner,
            long size,
            Optional<String> sha256,
            Optional<String> linkTarget) {
        this.path = Objects.requireNonNull(path);
        this.type = type;
        this.mode = mode;
        this.mtime = mtime;
        this.owner = owner;
        this.size = size;
        this.sha256 = sha256;
        this.linkTarget = linkTarget;
    }

    public static TreeEntry directory(String path, int mode, Instant mtime, Owner owner) {
        return new TreeEntry(path, Type.DIRECTORY, mode, mtime, owner, 0, Optional.empty(), Optional.empty());
    }

    public static TreeEntry file(String path, int mode, Instant mtime, Owner owner, long size) {
        return new TreeEntry(path, Type.FILE, mode, mtime, owner, size, Optional.empty(), Optional.empty());
    }

    public static TreeEntry symlink(String path, String target, Instant mtime, Owner owner) {
        return new TreeEntry(path, Type.SYMLINK, 0777, mtime, owner, 0, Optional.empty(), Optional.of(target));
    }

    /** The same file, now that its content's SHA-256 is known (64 lower-case hexadecimal digits). */
    public TreeEntry withSha256(String hex) {
        return new TreeEntry(path, type, mode, mtime, owner, size, Optional.of(hex), linkTarget);
    }

    /** Relative to the tree's root, names joined by {@code /}; the root itself is the empty string. */
    public String path() {
        return path;
    }

    public Type type() {
        return type;
    }

    /** The nine permission bits, plus setuid, setgid and sticky where policy keeps them. */
    public int mode() {
        return mode;
    }

    /** Modification time, as exact as the archive has it. */
    public Instant mtime() {
        return mtime;
    }

    public Owner owner() {
        return owner;
    }

    /** A file's length in bytes, else 0. */
    public long size() {
        return size;
    }

    /** SHA-256 of a file's content; empty for other types and while the content has not been read. */
    public Optional<String> sha256() {
        return sha256;
    }

    /** What a symbolic link says, verbatim; never followed. */
    public Optional<String> linkTarget() {
        return linkTarget;
    }

    @Override
    public String toString() {
        return type + " " + path;
    }
}
