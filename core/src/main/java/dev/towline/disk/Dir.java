package dev.towline.disk;

import dev.towline.disk.Op.Call;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open directory. What is done here is done to names in that very directory, wherever it has been moved since and
 * whatever stands at its path now; no symbolic link is followed. In a private directory, one that only this process's
 * user can enter, a name may also be a relative path. Not thread-safe.
 */
public final class Dir implements AutoCloseable {

    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};
    private static final Set<? extends java.nio.file.OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<? extends java.nio.file.OpenOption> READ_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<? extends java.nio.file.OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Watch watch;
    private final boolean durable;
    private final SecureDirectoryStream<Path> stream;
    private final Numbers numbers;
    private final Handle handle;
    private final Path path;
    private final boolean isPrivate;

    private Dir(
            Watch watch,
            boolean durable,
            SecureDirectoryStream<Path> stream,
            Numbers numbers,
            Handle handle,
            Path path,
            boolean isPrivate) {
        this.numbers = numbers;
        this.watch = watch;
        this.durable = durable;
        this.stream = stream;
        this.handle = handle;
        this.path = path;
        this.isPrivate = isPrivate;
    }

    static Dir of(
            Watch watch, boolean durable, DirectoryStream<Path> stream, Numbers numbers, Path path, boolean isPrivate)
            throws IOException {
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new IOException(path + ": this platform has no open directory handles");
        }
        try {
            return new Dir(watch, durable, secure, numbers, Handle.of(secure, numbers), path, isPrivate);
        } catch (IOException | RuntimeException e) {
            secure.close();
            throw e;
        }
    }

    /** Where the directory was when it was opened; for messages. */
    public Path path() {
        return path;
    }

    /** A path that leads into this directory for as long as it is open. For reading calls that have no other way. */
    public Path handle() {
        return handle.path();
    }

    boolean isPrivate() {
        return isPrivate;
    }

    public Dir open(String name) throws IOException {
        return open(Path.of(name), isPrivate);
    }

    Dir open(Path name, boolean asPrivate) throws IOException {
        try {
            if (name.getNameCount() > 1) {
                throw new IllegalArgumentException("directories are entered one by one, not " + name);
            }
            return of(
                    watch,
                    durable,
                    stream.newDirectoryStream(single(name), NOFOLLOW),
                    numbers,
                    path.resolve(name),
                    asPrivate);
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    public Stat stat() throws IOException {
        return Stat.of(handle.path().resolve("."));
    }

    /** What {@code name} is; empty when there is nothing. */
    public Optional<Stat> stat(String name) throws IOException {
        return stat(Path.of(name));
    }

    Optional<Stat> stat(Path name) throws IOException {
        try {
            return Optional.of(Stat.of(at(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    /** The file's content. Opening anything but a regular file may block: look at {@link #stat} first. */
    public FileChannel read(String name) throws IOException {
        return read(name, at -> (FileChannel) Files.newByteChannel(at, READ));
    }

    public String readlink(String name) throws IOException {
        return read(name, at -> Files.readSymbolicLink(at).toString());
    }

    public List<String> list() throws IOException {
        return names().stream().map(Path::toString).toList();
    }

    List<Path> names() throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> all = stream.newDirectoryStream(Path.of("."), NOFOLLOW)) {
            for (Path entry : all) {
                names.add(entry.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (FileSystemException e) {
            throw Named.of(e, path, null);
        }
        return names;
    }

    /** A new file of exactly this mode; fails when the name is taken. */
    public NewFile create(String name, int mode) throws IOException {
        Path at = at(Path.of(name));
        before(Call.CREATE, name);
        try {
            NewFile file = new NewFile(
                    watch, path.resolve(name), (FileChannel) Files.newByteChannel(at, NEW, Modes.creating(mode)));
            try {
                if (Modes.umaskAlters(mode)) {
                    chmod(at, name, mode);
                }
                return file;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    /**
     * Opens a file to lock it, making it with mode 0600 where it is missing. A process loses its locks on a file as soon as
     * any of its channels to that file is closed: nobody may open it by another road.
     */
    public FileChannel openForLocking(String name) throws IOException {
        if (stat(name).isEmpty()) {
            try {
                create(name, 0600).close();
            } catch (FileAlreadyExistsException e) {
                // another process was faster: all the same
            }
        }
        return read(name, at -> (FileChannel) Files.newByteChannel(at, READ_WRITE));
    }

    /** A new directory of exactly this mode. */
    public void mkdir(String name, int mode) throws IOException {
        change(Call.MKDIR, name, at -> Files.createDirectory(at, Modes.creating(mode)));
        if (Modes.umaskAlters(mode)) {
            chmod(at(Path.of(name)), name, mode);
        }
    }

    public void symlink(String name, String target) throws IOException {
        change(Call.SYMLINK, name, at -> Files.createSymbolicLink(at, Path.of(target)));
    }

    /** A second name {@code toName} in {@code to} for what {@code name} is; a symbolic link itself, not its target. */
    public void link(String name, Dir to, String toName) throws IOException {
        both(Call.LINK, name, to, toName, (from, at) -> Files.createLink(at, from));
    }

    /** rename(2): what has the new name is replaced in the same instant; a directory only replaces an empty one. */
    public void rename(String name, Dir to, String toName) throws IOException {
        both(Call.RENAME, name, to, toName, (from, at) -> Files.move(from, at, StandardCopyOption.ATOMIC_MOVE));
    }

    public void unlink(String name) throws IOException {
        unlink(Path.of(name));
    }

    void unlink(Path name) throws IOException {
        before(Call.UNLINK, name);
        try {
            if (name.getNameCount() > 1) {
                Files.delete(at(name));
            } else {
                stream.deleteFile(single(name));
            }
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    public void rmdir(String name) throws IOException {
        rmdir(Path.of(name));
    }

    void rmdir(Path name) throws IOException {
        before(Call.RMDIR, name);
        try {
            if (name.getNameCount() > 1) {
                Files.delete(at(name));
            } else {
                stream.deleteDirectory(single(name));
            }
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    /** Sets the directory's own mode and modification time. */
    public void attributes(int mode, Instant mtime) throws IOException {
        watch.before(Op.of(Call.ATTRIBUTES, path));
        Path self = handle.path().resolve(".");
        try {
            Modes.set(self, mode);
            times(self, mtime);
        } catch (FileSystemException e) {
            throw Named.of(e, path, null);
        }
    }

    /** Sets the directory's own mode. */
    public void mode(int mode) throws IOException {
        watch.before(Op.of(Call.ATTRIBUTES, path));
        try {
            Modes.set(handle.path().resolve("."), mode);
        } catch (FileSystemException e) {
            throw Named.of(e, path, null);
        }
    }

    /** Sets the directory's own modification time, to the nanosecond. */
    public void mtime(Instant mtime) throws IOException {
        watch.before(Op.of(Call.ATTRIBUTES, path));
        try {
            times(handle.path().resolve("."), mtime);
        } catch (FileSystemException e) {
            throw Named.of(e, path, null);
        }
    }

    /** Sets the mode of a file or directory. Only in a private directory, where no link can have taken its name. */
    public void mode(String name, int mode) throws IOException {
        requirePrivate();
        chmod(at(Path.of(name)), name, mode);
    }

    /** Sets a modification time, to the nanosecond; of a symbolic link to the microsecond where Java has no better. */
    public void mtime(String name, Instant mtime) throws IOException {
        change(Call.ATTRIBUTES, name, at -> times(at, mtime, NOFOLLOW));
    }

    /** As {@link #mtime(String, Instant)}, for what the caller made here itself and knows to be no link. */
    public void mtimeOfOwn(String name, Instant mtime) throws IOException {
        requirePrivate();
        change(Call.ATTRIBUTES, name, at -> times(at, mtime));
    }

    public void owner(String name, UserPrincipal user, GroupPrincipal group) throws IOException {
        change(Call.OWNER, name, at -> {
            PosixFileAttributeView view = Files.getFileAttributeView(at, PosixFileAttributeView.class, NOFOLLOW);
            view.setOwner(user);
            view.setGroup(group);
        });
    }

    /** Makes what was done to names here last through a power cut, where durability is wanted. */
    public void sync() throws IOException {
        if (!durable) {
            return;
        }
        watch.before(Op.of(Call.SYNC, path));
        force(Path.of("."), path);
    }

    /** Makes a file's content last through a power cut. */
    public void syncFile(String name) throws IOException {
        if (!durable) {
            return;
        }
        before(Call.SYNC, name);
        force(Path.of(name), path.resolve(name));
    }

    Uninterrupted.Action syncing(List<String> names) throws IOException {
        if (!durable) {
            return () -> {};
        }
        for (String name : names) {
            before(Call.SYNC, name);
        }
        return () -> {
            for (String name : names) {
                forceHere(at(Path.of(name)), path.resolve(name));
            }
        };
    }

    /** Whether what is here shall and can last through a power cut: in memory there is nothing to sync. */
    boolean isLasting() throws IOException {
        if (!durable) {
            return false;
        }
        String type = Files.getFileStore(handle.path().resolve(".")).type();
        return !type.equals("tmpfs") && !type.equals("ramfs");
    }

    /** Room on the file system that this directory is on. */
    public Space space() throws IOException {
        return Disk.space(handle.path().resolve("."));
    }

    /** Removes what {@code name} is and everything in it; follows no link and enters no other file system. */
    public void removeTree(String name) throws IOException {
        Removal.of(this, Path.of(name));
    }

    @Override
    public void close() throws IOException {
        try (stream) {
            handle.close();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void force(Path name, Path shown) throws IOException {
        Path at = handle.path().resolve(name);
        Uninterrupted.run(() -> forceHere(at, shown));
    }

    private static void forceHere(Path at, Path shown) throws IOException {
        try (FileChannel channel = FileChannel.open(at, READ)) {
            channel.force(true);
        } catch (FileSystemException e) {
            throw Named.of(e, shown, null);
        } catch (IOException e) {
            throw new IOException(shown + " cannot be made durable: " + e.getMessage(), e);
        }
    }

    private void chmod(Path at, String name, int mode) throws IOException {
        before(Call.ATTRIBUTES, name);
        try {
            Modes.set(at, mode);
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    private static void times(Path at, Instant mtime, LinkOption... options) throws IOException {
        FileTime time = FileTime.from(mtime);
        Files.getFileAttributeView(at, BasicFileAttributeView.class, options).setTimes(time, time, null);
    }

    @FunctionalInterface
    private interface Act {
        void on(Path at) throws IOException;
    }

    @FunctionalInterface
    private interface ActOnBoth {
        void on(Path from, Path to) throws IOException;
    }

    @FunctionalInterface
    private interface Look<T> {
        T at(Path at) throws IOException;
    }

    private <T> T read(String name, Look<T> look) throws IOException {
        try {
            return look.at(at(Path.of(name)));
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    private void change(Call call, String name, Act act) throws IOException {
        Path at = at(Path.of(name));
        before(call, name);
        try {
            act.on(at);
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), null);
        }
    }

    private void both(Call call, String name, Dir to, String toName, ActOnBoth act) throws IOException {
        Path from = at(Path.of(name));
        Path at = to.at(Path.of(toName));
        watch.before(Op.of(call, path.resolve(name), to.path.resolve(toName)));
        try {
            act.on(from, at);
        } catch (FileSystemException e) {
            throw Named.of(e, path.resolve(name), to.path.resolve(toName));
        }
    }

    /** Says the operation to the watch. Each file has several of them, so nothing is put into words for nobody. */
    private void before(Call call, Path name) throws IOException {
        before(call, name.toString());
    }

    private void before(Call call, String name) throws IOException {
        if (watch != Watch.NONE) {
            watch.before(Op.of(call, path.resolve(name)));
        }
    }

    private void requirePrivate() {
        if (!isPrivate) {
            throw new IllegalStateException(path + " is not private: a link could take the name's place");
        }
    }

    private Path at(Path name) {
        return handle.path().resolve(single(name));
    }

    /** One name, or in a private directory a path of names; nothing that could lead out. */
    private Path single(Path name) {
        String text = name.toString();
        String between = "/" + text + "/";
        boolean inside = !text.isEmpty()
                && !name.isAbsolute()
                && (isPrivate || text.indexOf('/') < 0)
                && !between.contains("/./")
                && !between.contains("/../");
        if (!inside) {
            throw new IllegalArgumentException("not a name in " + path + ": " + name);
        }
        return name;
    }
}
