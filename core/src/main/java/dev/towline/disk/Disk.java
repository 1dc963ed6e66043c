package dev.towline.disk;

import dev.towline.disk.Op.Call;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The port to the file system: every call that changes a file goes through here and can be watched. Immutable. */
public final class Disk {

    private static final int SYNC_THREADS = 8;
    private static final Path ROOT = Path.of("/");

    private final Watch watch;
    private final boolean durable;
    private final Numbers numbers = new Numbers();

    public Disk() {
        this(Watch.NONE);
    }

    public Disk(Watch watch) {
        this(watch, true);
    }

    /** A port that syncs nothing when {@code durable} is false: a power cut may take anything then. */
    public Disk(Watch watch, boolean durable) {
        this.watch = watch;
        this.durable = durable;
    }

    /**
     * Opens a directory. Links in its path are resolved once, at the beginning; then it is walked to from the root name
     * by name, and a link that has taken the place of a directory by then is an error.
     */
    @SuppressWarnings("StreamResourceLeak") // the Dir closes the stream
    public Dir open(Path directory) throws IOException {
        Path real = directory.toRealPath();
        Dir dir = Dir.of(watch, durable, Files.newDirectoryStream(ROOT), numbers, ROOT, false);
        for (Path name : real) {
            try (Dir parent = dir) {
                dir = parent.open(name, false);
            }
        }
        return dir;
    }

    /** Opens the directory that {@code path} is in. */
    public Dir openParent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().normalize().getParent();
        if (parent == null) {
            throw new IOException(path + " is in no directory");
        }
        return open(parent);
    }

    /** Makes a directory that only the running user can enter, in which names may be relative paths. */
    public Dir makePrivate(Dir parent, String name) throws IOException {
        parent.mkdir(name, 0700);
        try {
            Dir dir = parent.open(Path.of(name), true);
            try {
                dir.mode(0700); // where the parent has the setgid bit, so has what is made in it
                return requirePrivate(dir);
            } catch (IOException | RuntimeException e) {
                dir.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            try {
                parent.rmdir(name);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Opens a directory that {@link #makePrivate} made earlier. */
    public Dir openPrivate(Dir parent, String name) throws IOException {
        return requirePrivate(parent.open(Path.of(name), true));
    }

    private static Dir requirePrivate(Dir dir) throws IOException {
        Stat stat = dir.stat();
        if (stat.uid() != uid() || (stat.mode() & 077) != 0) {
            dir.close();
            throw new IOException(dir.path() + " is not private: it must be the running user's own, with mode 0700");
        }
        return dir;
    }

    /** Makes the content of files last through a power cut, several at a time. */
    public void syncFiles(Dir dir, List<String> names) throws IOException {
        boolean lasting = dir.isLasting();
        List<Uninterrupted.Running> running = new ArrayList<>();
        int share = Math.max(1, (names.size() + SYNC_THREADS - 1) / SYNC_THREADS);
        for (int begin = 0; begin < names.size(); begin += share) {
            List<String> part = names.subList(begin, Math.min(names.size(), begin + share));
            Uninterrupted.Action syncing = dir.syncing(part);
            if (lasting) {
                running.add(Uninterrupted.start(syncing));
            }
        }
        for (Uninterrupted.Running part : running) {
            part.join();
        }
    }

    /** Makes {@code directory} and its missing parents, each with mode 0700. Durable on return. */
    public void privateDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path absolute = directory.toAbsolutePath().normalize();
        if (absolute.getParent() != null) {
            privateDirectories(absolute.getParent());
        }
        watch.before(Op.of(Call.MKDIR, absolute));
        try {
            Files.createDirectory(absolute, Modes.creating(0700));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(absolute)) {
                throw e;
            }
        }
        try (Dir parent = openParent(absolute)) {
            parent.sync();
        }
    }

    /** Makes an empty new file of mode 0600; fails if there is one. */
    public void privateFile(Path file) throws IOException {
        watch.before(Op.of(Call.CREATE, file));
        Files.createFile(file, Modes.creating(0600));
    }

    /**
     * Replaces {@code file} whole with {@code text}: a reader sees the old text or the new one, after a crash too. There is
     * one writer at a time; what it left when it was killed is replaced as well.
     */
    public void replace(Path file, String text) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        if (Files.exists(draft, LinkOption.NOFOLLOW_LINKS)) {
            watch.before(Op.of(Call.UNLINK, draft));
            Files.delete(draft);
        }
        privateFile(draft);
        try {
            write(draft, draft, text.getBytes(StandardCharsets.UTF_8), false);
            watch.before(Op.of(Call.RENAME, draft, file));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            watch.before(Op.of(Call.UNLINK, draft));
            Files.deleteIfExists(draft);
            throw e;
        }
        try (Dir parent = openParent(file)) {
            parent.sync();
        }
    }

    /**
     * Replaces the file {@code name} whole with {@code text}, mode 0600: a reader sees the old text or the new one, but
     * after a power cut maybe neither. There is one writer at a time; what it left when it was killed is replaced too.
     */
    public void replaceUnsynced(Dir dir, String name, String text) throws IOException {
        String draft = name + ".new";
        if (dir.stat(draft).isPresent()) {
            dir.unlink(draft);
        }
        try (NewFile file = dir.create(draft, 0600)) {
            file.write(text.getBytes(StandardCharsets.UTF_8));
        }
        dir.rename(draft, dir, name);
    }

    /** Removes {@code file}, for good once this returns. Missing is fine. */
    public void remove(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            watch.before(Op.of(Call.UNLINK, file));
            Files.delete(file);
            try (Dir parent = openParent(file)) {
                parent.sync();
            }
        }
    }

    /** Cuts {@code file} off after {@code size} bytes; whoever has it open for appending goes on at its new end. */
    public void truncate(Path file, long size) throws IOException {
        watch.before(Op.of(Call.TRUNCATE, file));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(size);
        }
    }

    /** Adds bytes to a file in a private directory, making it with mode 0600 where it is missing, and syncs it. */
    public void append(Dir dir, String name, byte[] bytes) throws IOException {
        if (dir.stat(name).isEmpty()) {
            dir.create(name, 0600).close();
        }
        write(dir.handle().resolve(name), dir.path().resolve(name), bytes, true);
    }

    /** Streams of files obey no interrupt, channels would. */
    private void write(Path file, Path said, byte[] bytes, boolean append) throws IOException {
        watch.before(Op.write(said, bytes.length));
        try (FileOutputStream out = new FileOutputStream(file.toFile(), append)) {
            out.write(bytes);
            if (durable) {
                watch.before(Op.of(Call.SYNC, said));
                out.getFD().sync();
            }
        }
    }

    /** Removes {@code tree} and everything in it, never following a link. Missing is fine. */
    public void removeTree(Path tree) throws IOException {
        Path absolute = tree.toAbsolutePath().normalize();
        if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Dir parent = openParent(absolute)) {
            parent.removeTree(absolute.getFileName().toString());
        }
    }

    /** Room on the file system that {@code path} is on. */
    public static Space space(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        return new Space(store.getTotalSpace(), store.getUsableSpace());
    }

    /** The number of the running user. */
    public static int uid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** The number of the running user's group. */
    public static int gid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    }
}
