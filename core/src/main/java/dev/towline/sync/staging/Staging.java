package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A private directory on the destination's file system: {@code tree/} is what was staged, {@code trash/} what undo needs,
 * {@code spent/} what nobody needs. Closing it leaves it on the disk. Not thread-safe.
 */
public final class Staging implements AutoCloseable {

    public static final String TREE = "tree";
    public static final String TRASH = "trash";
    public static final String SPENT = "spent";

    private final Disk disk;
    private final Dir parent;
    private final String name;
    private final Dir root;

    private Staging(Disk disk, Dir parent, String name, Dir root) {
        this.disk = disk;
        this.parent = parent;
        this.name = name;
        this.root = root;
    }

    /**
     * Makes a staging directory for {@code dest}: beside it, else where {@code state} is when that is the same file
     * system, else, only when {@code inside} permits it, in the destination itself.
     *
     * @param announced told of each directory right before it is made
     * @throws IOException when none of these places will do; the message says what can be done
     */
    public static Staging create(Disk disk, Path dest, Path state, boolean inside, Announcement announced)
            throws IOException {
        return new StagingPlace(disk, dest, state).make(inside, announced);
    }

    /** Told of a staging directory before there is one, so that nobody has to guess whose it is. */
    @FunctionalInterface
    public interface Announcement {
        void at(Path directory) throws IOException;
    }

    /**
     * Removes the staging directories for {@code dest} that deploys with the same state directory left behind, except for
     * {@code kept}. Only for who has locked the destination. Answers what was removed.
     */
    public static List<Path> sweep(Disk disk, Path dest, Path state, Optional<Path> kept) throws IOException {
        return new StagingPlace(disk, dest, state).sweep(kept);
    }

    /** What {@link #sweep} would find. Changes nothing, and needs no lock; a deploy that is running has a directory, too. */
    public static List<Path> left(Disk disk, Path dest, Path state) throws IOException {
        return new StagingPlace(disk, dest, state).left();
    }

    /** Opens a staging directory that an earlier deploy made. */
    public static Staging reopen(Disk disk, Path path) throws IOException {
        Dir parent = disk.openParent(path);
        try {
            String name = path.getFileName().toString();
            return new Staging(disk, parent, name, disk.openPrivate(parent, name));
        } catch (IOException | RuntimeException e) {
            parent.close();
            throw e;
        }
    }

    /** Makes a staging directory called {@code name} in {@code parent}, which is closed together with it. */
    static Staging in(Disk disk, Dir parent, String name) throws IOException {
        Dir root = disk.makePrivate(parent, name);
        try {
            root.mkdir(TREE, 0700);
            root.mkdir(TRASH, 0700);
            root.mkdir(SPENT, 0700);
            return new Staging(disk, parent, name, root);
        } catch (IOException | RuntimeException e) {
            root.close();
            try {
                parent.removeTree(name);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Where it is: for the journal. */
    public Path path() {
        return root.path();
    }

    /** The open directory; names in it may be paths. */
    public Dir root() {
        return root;
    }

    /** The file system it is on. */
    public long device() throws IOException {
        return root.stat().dev();
    }

    /** A shelf that puts everything below {@code tree/} and keeps {@code reserve} bytes of the disk free. */
    Shelf shelf(Owners owners, OptionalLong reserve) throws IOException {
        return new TreeShelf(root, owners, reserve);
    }

    /** Empties {@code tree/}, so that a tree can be poured again. */
    public void clear() throws IOException {
        root.removeTree(TREE);
        root.mkdir(TREE, 0700);
    }

    /** Makes staged files and directories, and the name of this directory, last through a power cut. */
    public void sync(TreeSync tree) throws IOException {
        disk.syncFiles(root, tree.files().stream().map(Staging::inTree).toList());
        disk.syncFiles(root, tree.directories().stream().map(Staging::inTree).toList());
        root.sync();
        parent.sync();
    }

    /**
     * What of a staged tree has to be made durable.
     *
     * @param files paths of files that were written
     * @param directories paths of directories that were made; the root is the empty path
     */
    public record TreeSync(List<String> files, List<String> directories) {}

    /** Removes it and everything in it. */
    public void remove() throws IOException {
        parent.removeTree(name);
    }

    @Override
    public void close() throws IOException {
        try (parent) {
            root.close();
        }
    }

    static String inTree(TreeEntry entry) {
        return inTree(entry.path());
    }

    static String inTree(String path) {
        return path.isEmpty() ? TREE : TREE + "/" + path;
    }
}
