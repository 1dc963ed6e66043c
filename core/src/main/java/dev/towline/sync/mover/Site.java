package dev.towline.sync.mover;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.staging.Staging;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A destination by open handles, with the staging directory that things are renamed from and to. */
final class Site implements AutoCloseable {

    private static final int OWNER_WRITE = 0200;
    private static final int OWNER_ALL = 0700;

    private final OpenDirs dirs;
    private final String name;
    private final Dir staging;
    private final Set<String> touched = new HashSet<>();

    private Site(OpenDirs dirs, String name, Dir staging) {
        this.dirs = dirs;
        this.name = name;
        this.staging = staging;
    }

    static Site open(Disk disk, Path dest, Dir staging) throws IOException {
        Path absolute = dest.toAbsolutePath().normalize();
        try {
            return new Site(new OpenDirs(disk.openParent(absolute)), String.valueOf(absolute.getFileName()), staging);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the directory above " + dest + " does not exist: create it, or let a pre hook do so", e);
        }
    }

    Optional<Stat> stat(String at) throws IOException {
        return dirs.stat(full(at));
    }

    /** The directory that {@code at} is in. */
    Dir above(String at) throws IOException {
        return dirs.get(OpenDirs.parent(full(at)));
    }

    Dir directory(String at) throws IOException {
        return dirs.get(full(at));
    }

    String nameOf(String at) {
        return OpenDirs.name(full(at));
    }

    /** Where {@code at} is: for messages. */
    Path path(String at) {
        return dirs.root().path().resolve(full(at));
    }

    void mkdir(String at, int mode) throws IOException {
        above(at).mkdir(nameOf(at), mode);
        touch(at);
    }

    void unlink(String at) throws IOException {
        above(at).unlink(nameOf(at));
        touch(at);
    }

    /** Renames what {@code from} is in the staging directory to {@code at}. */
    void bring(String from, String at) throws IOException {
        Stat stat = staging.stat(from).orElseThrow(() -> new NoSuchFileException(from));
        if (needsPermission(stat)) {
            staging.mode(from, stat.mode() | OWNER_ALL);
        }
        staging.rename(from, above(at), nameOf(at));
        dirs.forget(full(at));
        if (needsPermission(stat)) {
            directory(at).mode(stat.mode());
            dirs.forget(full(at));
        }
        touch(at);
    }

    /** Renames what is at {@code at} to {@code to} in the staging directory. */
    void take(String at, String to) throws IOException {
        Stat stat = stat(at).orElseThrow(() -> new NoSuchFileException(at));
        if (needsPermission(stat)) {
            directory(at).mode(stat.mode() | OWNER_ALL);
        }
        dirs.forget(full(at));
        above(at).rename(nameOf(at), staging, to);
        if (needsPermission(stat)) {
            staging.mode(to, stat.mode());
        }
        touch(at);
    }

    /** Takes what is at {@code at} to where nobody needs it. */
    void spend(String at) throws IOException {
        take(at, Staging.SPENT + "/" + UUID.randomUUID());
    }

    /** A directory that moves to another one must be writable itself, as its entry {@code ..} changes. */
    private static boolean needsPermission(Stat stat) throws IOException {
        return stat.isDirectory() && (stat.mode() & OWNER_WRITE) == 0 && Disk.uid() != 0;
    }

    /** Sets mode and time of what is at {@code at}, a directory by its handle, a file by a name nobody else can take. */
    void dress(String at, int mode, Instant mtime) throws IOException {
        Optional<Stat> stat = stat(at);
        if (stat.isEmpty()) {
            throw new NoSuchFileException(path(at).toString(), null, "cannot get mode and time, it is missing");
        }
        if (stat.get().isDirectory()) {
            directory(at).attributes(mode, mtime);
        } else if (stat.get().isFile()) {
            dressFile(at, stat.get(), mode, mtime);
        } else {
            above(at).mtime(nameOf(at), mtime);
        }
        touch(at);
    }

    /** Gives what is at {@code at} the mode and time that it had, unless it has them, or belongs to somebody else. */
    void putBack(String at, int mode, Instant mtime) throws IOException {
        Stat stat = stat(at).orElseThrow(() -> new NoSuchFileException(path(at).toString()));
        boolean differs = stat.mode() != mode || !stat.mtime().equals(mtime);
        if (differs && (Disk.uid() == 0 || Disk.uid() == stat.uid())) {
            dress(at, mode, mtime);
        }
    }

    private void dressFile(String at, Stat stat, int mode, Instant mtime) throws IOException {
        String own = Staging.SPENT + "/" + UUID.randomUUID();
        try {
            above(at).link(nameOf(at), staging, own);
        } catch (FileSystemException e) {
            above(at).mtime(nameOf(at), mtime); // of another user's file; its mode is not ours to change either
            return;
        }
        try {
            if (!staging.stat(own).filter(stat::sameInode).isPresent()) {
                throw new IOException(path(at) + " was replaced while the deploy changed its time");
            }
            staging.mtimeOfOwn(own, mtime);
            if (stat.mode() != mode) {
                staging.mode(own, mode);
            }
        } finally {
            staging.unlink(own);
        }
    }

    /** Makes what was done durable: each directory once. */
    void sync() throws IOException {
        for (String directory : touched) {
            Optional<Dir> dir = dirs.find(directory);
            if (dir.isPresent()) {
                dir.get().sync();
            }
        }
        touched.clear();
    }

    private void touch(String at) {
        touched.add(OpenDirs.parent(full(at)));
    }

    @Override
    public void close() throws IOException {
        dirs.close();
    }

    private String full(String at) {
        return at.isEmpty() ? name : name + "/" + at;
    }
}
