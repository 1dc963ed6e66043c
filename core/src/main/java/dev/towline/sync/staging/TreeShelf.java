package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.NewFile;
import dev.towline.disk.Stat;
import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.OptionalLong;

/** The shelf that is {@code tree/} of a staging directory. Watches that the file system keeps a reserve. */
final class TreeShelf implements Shelf {

    private static final int OWNER_READ = 0400;
    private static final int OWNER_ALL = 0700;
    private static final int SPECIAL = 07000;

    private final Dir root;
    private final Owners owners;
    private final Reserve reserve;

    TreeShelf(Dir root, Owners owners, OptionalLong kept) throws IOException {
        this.root = root;
        this.owners = owners;
        this.reserve = new Reserve(root, kept);
    }

    @Override
    public OutputStream create(TreeEntry file) throws IOException {
        reserve.need(file.size(), file.path());
        try {
            NewFile created = root.create(Staging.inTree(file), file.mode() | missing(file));
            return new Reserved(created, reserve, file.path());
        } catch (FileAlreadyExistsException e) {
            throw new IOException("two entries are the same name on this file system: " + file.path(), e);
        }
    }

    @Override
    public void finish(TreeEntry file) throws IOException {
        String at = Staging.inTree(file);
        boolean given = owners.give(root, at, file);
        root.mtimeOfOwn(at, file.mtime());
        if (missing(file) != 0 || (given && (file.mode() & SPECIAL) != 0)) {
            root.mode(at, file.mode());
        }
    }

    /** Java opens a file for reading to set its times, so its owner must be able to until then. */
    private static int missing(TreeEntry file) {
        return OWNER_READ & ~file.mode();
    }

    @Override
    public Optional<FileChannel> link(Dir from, String name, String path) throws IOException {
        String at = Staging.inTree(path);
        try {
            from.link(name, root, at);
        } catch (FileSystemException e) {
            return Optional.empty(); // protected_hardlinks, too many links, or no links on this file system
        }
        if (root.stat(at).filter(Stat::isFile).isPresent()) {
            return Optional.of(root.read(at));
        }
        root.unlink(at);
        return Optional.empty();
    }

    @Override
    public Optional<FileChannel> read(String path) throws IOException {
        return Optional.of(root.read(Staging.inTree(path)));
    }

    @Override
    public Optional<Stat> stat(String path) throws IOException {
        return root.stat(Staging.inTree(path));
    }

    @Override
    public void mkdir(String path) throws IOException {
        root.mkdir(Staging.inTree(path), OWNER_ALL);
    }

    @Override
    public void symlink(TreeEntry link) throws IOException {
        String at = Staging.inTree(link);
        root.symlink(at, link.linkTarget().orElseThrow());
        owners.give(root, at, link);
        root.mtime(at, link.mtime());
    }

    @Override
    public void dress(TreeEntry directory) throws IOException {
        String at = Staging.inTree(directory);
        owners.give(root, at, directory);
        root.mtimeOfOwn(at, directory.mtime());
        root.mode(at, directory.mode());
    }

    @Override
    public void remove(TreeEntry entry) throws IOException {
        String at = Staging.inTree(entry);
        if (entry.type() == TreeEntry.Type.DIRECTORY) {
            root.rmdir(at);
        } else {
            root.unlink(at);
        }
    }
}
