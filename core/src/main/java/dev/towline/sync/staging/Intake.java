package dev.towline.sync.staging;

import dev.towline.archive.TreeSink;
import dev.towline.disk.Disk;
import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.Baseline;
import dev.towline.sync.Baseline.Unchanged;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.staging.Item.News;
import dev.towline.sync.staging.Item.Place;
import dev.towline.sync.staging.Old.Known;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes a poured tree in, compares it with the baseline while it streams by, and puts on the shelf what the baseline does
 * not have. Not thread-safe, except for the byte counts.
 */
public final class Intake implements TreeSink, AutoCloseable {

    private static final int MOST_KEPT = 1 << 20;

    private final Disk disk;
    private final Baseline baseline;
    private final Rules rules;
    private final Shelf shelf;
    private final Old old;
    private final Owners owners;
    private final FileIntake files;
    private final Counts counts = new Counts();
    private final NavigableMap<String, Item> items = new TreeMap<>();
    private final Set<String> shelvedDirectories = new HashSet<>();
    private Optional<TreeEntry> root = Optional.empty();
    private Optional<String> kept = Optional.empty();

    private Intake(Disk disk, Baseline baseline, Rules rules, Owners owners, Shelf shelf) throws IOException {
        this.disk = disk;
        this.baseline = baseline;
        this.rules = rules;
        this.owners = owners;
        this.shelf = shelf;
        this.files = new FileIntake(shelf, owners, rules, baseline.unchanged(), counts);
        this.old = Old.open(disk, baseline);
    }

    /** Takes a tree into {@code staging}. */
    public static Intake into(Staging staging, Disk disk, Baseline baseline, Rules rules) throws IOException {
        Owners owners = new Owners(rules.owners());
        return new Intake(disk, baseline, rules, owners, staging.shelf(owners, rules.reserve()));
    }

    /** Takes a tree in without writing anything: what would change? */
    public static Intake forPlan(Disk disk, Baseline baseline, Rules rules) throws IOException {
        return new Intake(disk, baseline, rules, new Owners(rules.owners()), Shelf.NOWHERE);
    }

    @Override
    public void put(TreeEntry header, InputStream content) throws IOException {
        String path = header.path();
        if (path.isEmpty()) {
            root = Optional.of(TreeEntry.directory("", rules.rootMode(), header.mtime(), header.owner()));
        } else if (!rules.hidden().hides(path, header.type() == TreeEntry.Type.DIRECTORY)) {
            switch (header.type()) {
                case DIRECTORY -> directory(header);
                case SYMLINK -> symlink(header);
                case FILE -> file(header, content);
            }
        }
    }

    @Override
    public void copy(TreeEntry header, String earlierPath) throws IOException {
        if (rules.hidden().hides(header.path(), false)) {
            return;
        }
        Item earlier = items.get(earlierPath);
        if (earlier == null || !earlier.isFile()) {
            throw new IOException(header.path() + " is a hard link to " + earlierPath
                    + ", which is excluded or no file: exclude neither or both");
        }
        TreeEntry file = TreeEntry.file(
                header.path(),
                header.mode(),
                header.mtime(),
                header.owner(),
                earlier.entry().size());
        String sha256 = earlier.entry().sha256().orElseThrow();
        prepare(file);
        Optional<Known> known = old.find(file.path());
        Optional<Item> reused = known.isEmpty() ? Optional.empty() : files.reuse(file, sha256, known.get());
        items.put(file.path(), reused.isPresent() ? reused.get() : copied(file, earlier, known));
    }

    private Item copied(TreeEntry file, Item earlier, Optional<Known> known) throws IOException {
        Optional<FileChannel> content = content(earlier);
        if (content.isEmpty()) {
            counts.written(file.size());
            return Item.shelved(
                    file.withSha256(earlier.entry().sha256().orElseThrow()),
                    known.isPresent() ? News.CHANGED : News.ADDED);
        }
        try (FileChannel channel = content.get()) {
            Item item = files.take(file, Channels.newInputStream(channel), known);
            if (!item.entry().sha256().equals(earlier.entry().sha256())) {
                throw new IOException(earlier.entry().path() + " changed while it was copied: deploy again");
            }
            return item;
        }
    }

    private Optional<FileChannel> content(Item item) throws IOException {
        if (item.place() != Place.LEFT) {
            return shelf.read(item.entry().path());
        }
        Optional<Known> known = old.find(item.entry().path());
        return known.isEmpty() ? Optional.empty() : known.get().open();
    }

    /** The text of the file that the rules said to keep; empty when the tree has no regular file there. */
    public Optional<String> kept() {
        return kept;
    }

    /** Bytes written so far. Any thread may ask. */
    public long bytesWritten() {
        return counts.written();
    }

    /** Bytes of files that were there already, so far. Any thread may ask. */
    public long bytesReused() {
        return counts.reused();
    }

    /** Finishes the tree, without what {@code excluded} hides: links, then modes and times from the bottom up. */
    public Staged finish(PathFilter excluded) throws IOException {
        for (Item item : items.descendingMap().values()) {
            if (isHidden(item, excluded) && isOnShelf(item)) {
                shelf.remove(item.entry());
            }
        }
        items.values().removeIf(item -> isHidden(item, excluded));
        for (Item item : items.values()) {
            if (item.entry().type() == TreeEntry.Type.SYMLINK) {
                shelve(OpenDirs.parent(item.entry().path()));
                shelf.symlink(item.entry());
            }
        }
        for (Map.Entry<String, Item> entry : items.descendingMap().entrySet()) {
            if (entry.getValue().isDirectory() && shelvedDirectories.contains(entry.getKey())) {
                shelf.dress(entry.getValue().entry());
            }
        }
        shelf.dress(root.orElseGet(
                () -> TreeEntry.directory("", rules.rootMode(), Instant.now(), TreeEntry.Owner.UNKNOWN)));
        NavigableMap<String, Long> removed =
                old.tree().isEmpty() ? new TreeMap<>() : Removed.find(old.tree().get(), items, excluded);
        return new Staged(disk, baseline, items, root, removed, isRootDifferent(), shelvedDirectories, counts);
    }

    private static boolean isHidden(Item item, PathFilter excluded) {
        return excluded.hides(item.entry().path(), item.isDirectory());
    }

    private boolean isOnShelf(Item item) {
        return item.isDirectory()
                ? shelvedDirectories.remove(item.entry().path())
                : item.isFile() && item.place() != Place.LEFT;
    }

    private boolean isRootDifferent() throws IOException {
        Optional<Stat> stat = old.root();
        return stat.isEmpty()
                || stat.get().mode() != rules.rootMode()
                || root.filter(entry -> !entry.mtime().equals(stat.get().mtime()))
                        .isPresent();
    }

    private void directory(TreeEntry header) throws IOException {
        String path = header.path();
        Item before = items.get(path);
        if (before != null && !before.isDirectory()) {
            throw new IOException(path + " is a directory and something else, too");
        }
        Optional<Stat> stat = old.find(path).map(Known::stat);
        Optional<Stat> directory = stat.filter(Stat::isDirectory);
        boolean stays = directory.isPresent() && baseline.unchanged() == Unchanged.LEAVE;
        if (!stays) {
            shelve(path);
        }
        News news = directory.isEmpty() ? stat.isEmpty() ? News.ADDED : News.CHANGED : News.SAME;
        if (directory.isPresent()
                && (directory.get().mode() != header.mode()
                        || !directory.get().mtime().equals(header.mtime()))) {
            news = News.REDRESSED;
        }
        items.put(path, new Item(header, stays ? Place.LEFT : Place.SHELF, news, directory));
    }

    private void symlink(TreeEntry header) throws IOException {
        requireSameType(header);
        Optional<Known> known = old.find(header.path());
        News news = News.CHANGED;
        if (known.isEmpty()) {
            news = News.ADDED;
        } else if (isSameLink(header, known.get())) {
            news = micros(header, known.get().stat()) ? News.SAME : News.REDRESSED;
        }
        items.put(header.path(), Item.shelved(header, news));
    }

    private boolean isSameLink(TreeEntry header, Known known) throws IOException {
        return known.stat().kind() == Stat.Kind.SYMLINK
                && known.dir().readlink(known.name()).equals(header.linkTarget().orElseThrow())
                && owners.agree(known.stat(), header);
    }

    /** JDK 17 sets a link's time to the microsecond only. */
    private static boolean micros(TreeEntry header, Stat stat) {
        return header.mtime().truncatedTo(ChronoUnit.MICROS).equals(stat.mtime().truncatedTo(ChronoUnit.MICROS));
    }

    private void file(TreeEntry header, InputStream content) throws IOException {
        prepare(header);
        InputStream in = content;
        if (rules.kept().filter(header.path()::equals).isPresent()) {
            in = new ByteArrayInputStream(keep(header, content));
        }
        items.put(header.path(), files.take(header, in, old.find(header.path())));
    }

    private byte[] keep(TreeEntry header, InputStream content) throws IOException {
        if (header.size() > MOST_KEPT) {
            throw new IOException(
                    header.path() + " is larger than " + MOST_KEPT + " bytes: too large a list of patterns");
        }
        byte[] bytes = content.readAllBytes();
        kept = Optional.of(new String(bytes, StandardCharsets.UTF_8));
        return bytes;
    }

    private void prepare(TreeEntry file) throws IOException {
        requireSameType(file);
        Item before = items.remove(file.path());
        if (before != null && before.place() != Place.LEFT) {
            shelf.remove(before.entry());
        }
        shelve(OpenDirs.parent(file.path()));
    }

    private void requireSameType(TreeEntry header) throws IOException {
        Item before = items.get(header.path());
        if (before != null && before.entry().type() != header.type()) {
            throw new IOException(header.path() + " is a " + before.entry().type() + " and a " + header.type());
        }
    }

    /** Sees to it that a directory can be filled on the shelf. */
    private void shelve(String directory) throws IOException {
        if (directory.isEmpty() || shelvedDirectories.contains(directory)) {
            return;
        }
        shelve(OpenDirs.parent(directory));
        shelf.mkdir(directory);
        shelvedDirectories.add(directory);
    }

    @Override
    public void close() throws IOException {
        old.close();
    }
}
