package dev.towline.sync.index;

import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.TreeEntry.Owner;
import dev.towline.sync.TreeIndex;
import dev.towline.sync.staging.Owners;
import dev.towline.trust.OwnerPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A destination's tree as a deploy left it: every entry that is not excluded, with what its inode said and, for files,
 * the SHA-256. Where it differs from what the release wanted, the release's own hooks changed it; that is recorded as
 * theirs and is no difference afterwards. Immutable.
 */
public final class RecordedTree {

    private final List<Recorded> entries;
    private final List<String> removed;
    private final PathFilter excluded;

    /** Entries and paths that hooks removed, both in order of their paths. */
    RecordedTree(List<Recorded> entries, List<String> removed, PathFilter excluded) {
        this.entries = List.copyOf(entries);
        this.removed = List.copyOf(removed);
        this.excluded = excluded;
    }

    /**
     * Reads the tree at {@code tree} after a deploy. A file whose size and modification time are what the release wanted
     * is believed to be it, any other is hashed. Entries whose names the JVM cannot express are not recorded.
     *
     * @param wanted what the release consists of, files with their digests
     * @param owners to whom the release's files belong
     * @param excluded what is no part of the record; its {@link PathFilter#rules() rules} are recorded for {@link #verify}
     * @throws IOException when a directory cannot be read
     */
    public static RecordedTree record(Disk disk, Path tree, TreeIndex wanted, OwnerPolicy owners, PathFilter excluded)
            throws IOException {
        try (TreeOnDisk onDisk = TreeOnDisk.open(disk, tree)) {
            return Recording.of(onDisk, wanted, new Owners(owners), excluded);
        }
    }

    /**
     * Reads the tree at {@code tree} where nobody knows any more what the release consists of: all of it counts as the
     * release's own. As {@link #record} otherwise; every file is hashed.
     */
    public static RecordedTree asFound(Disk disk, Path tree, PathFilter excluded) throws IOException {
        try (TreeOnDisk onDisk = TreeOnDisk.open(disk, tree)) {
            return Recording.asFound(onDisk, excluded);
        }
    }

    /**
     * Looks at every recorded entry without reading files: type, mode and owner of each, size, modification time and
     * inode of what is no directory. A file of which only the ctime differs is read; when its content is the same it has
     * not drifted. What was not recorded is not looked for. Entries of hooks count as they were recorded.
     */
    public Drift drift(Disk disk, Path tree) throws IOException {
        try (TreeOnDisk onDisk = TreeOnDisk.open(disk, tree)) {
            return DriftCheck.of(this, onDisk);
        }
    }

    /**
     * Reads every recorded file and looks for what was not recorded. Times and inodes do not count. Never writes.
     *
     * @throws IOException when something that is to be compared cannot be read; the message says what to do
     */
    public Differences verify(Disk disk, Path tree) throws IOException, InterruptedException {
        try (TreeOnDisk onDisk = TreeOnDisk.open(disk, tree)) {
            return Verification.of(this, onDisk);
        }
    }

    /** Paths that the release's own hooks changed, added or removed, in order. */
    public Set<String> ofHooks() {
        Set<String> paths = new TreeSet<>(removed);
        entries.stream().filter(Recorded::ofHooks).map(Recorded::path).forEach(paths::add);
        return Collections.unmodifiableSet(paths);
    }

    /** How many files and links were recorded. */
    public long files() {
        return entries.stream()
                .filter(entry -> entry.kind() == Stat.Kind.FILE || entry.kind() == Stat.Kind.SYMLINK)
                .count();
    }

    /** The tree as recorded, without what is neither directory, file nor symbolic link. Owners are numbers. */
    public TreeIndex index() {
        return TreeIndex.of(() -> entries.stream()
                .filter(entry -> entry.kind() != Stat.Kind.OTHER)
                .map(RecordedTree::indexed)
                .iterator());
    }

    /** Writes this record to {@code file}, replacing it whole. */
    public void write(Disk disk, Path file) throws IOException {
        disk.replace(file, RecordText.of(this));
    }

    /**
     * Reads a record that {@link #write} wrote.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws IOException when it is damaged, or of a newer version than this one knows; the message says which
     */
    public static RecordedTree read(Path file) throws IOException {
        return RecordText.read(file);
    }

    List<Recorded> entries() {
        return entries;
    }

    List<String> removed() {
        return removed;
    }

    /** What the rules exclude. */
    PathFilter excluded() {
        return excluded;
    }

    private static TreeEntry indexed(Recorded entry) {
        Owner owner = new Owner("", entry.uid(), "", entry.gid());
        return switch (entry.kind()) {
            case DIRECTORY -> TreeEntry.directory(entry.path(), entry.mode(), entry.mtime(), owner);
            case SYMLINK -> TreeEntry.symlink(entry.path(), entry.content(), entry.mtime(), owner);
            default -> {
                TreeEntry file = TreeEntry.file(entry.path(), entry.mode(), entry.mtime(), owner, entry.size());
                yield entry.content().isEmpty() ? file : file.withSha256(entry.content());
            }
        };
    }
}
