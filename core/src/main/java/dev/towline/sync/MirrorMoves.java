package dev.towline.sync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One comparison of a wanted tree with a destination that exists: new before old, times and modes last. */
final class MirrorMoves {

    private final Change change;
    private final PathFilter excluded;
    private final DiskEntry dest;
    private final WantedTree wanted;
    private final Set<String> leftUnseen;
    private final List<Move> puts = new ArrayList<>();
    private final List<Move> drops = new ArrayList<>();
    private final List<Move> dresses = new ArrayList<>();

    private MirrorMoves(Change change, DiskEntry dest) {
        this.change = change;
        this.excluded = change.target().excluded();
        this.dest = dest;
        this.wanted = new WantedTree(change.wanted());
        this.leftUnseen = new HashSet<>(change.left());
    }

    static List<Move> between(Change change, DiskEntry dest) throws IOException {
        if (!dest.isDirectory()) {
            throw new IOException(dest + " is not a directory: move it away or deploy to another place");
        }
        MirrorMoves moves = new MirrorMoves(change, dest);
        moves.compare("", dest);
        moves.dressRoot();
        requireAllLeft(moves.leftUnseen, change.target());
        List<Move> all = new ArrayList<>(moves.puts);
        all.addAll(moves.drops);
        all.addAll(moves.dresses);
        return List.copyOf(all);
    }

    static void requireAllLeft(Set<String> gone, Target target) throws IOException {
        if (!gone.isEmpty()) {
            throw new IOException(gone.iterator().next() + " in " + target.dest()
                    + " was a file that the release could use while it was staged, and is no more: deploy again");
        }
    }

    private void compare(String directory, DiskEntry onDisk) throws IOException {
        Map<Path, DiskEntry> there = onDisk.children();
        for (String path : wanted.children(directory)) {
            DiskEntry old = there.remove(dest.path().resolve(path));
            if (old == null) {
                puts.add(new Move.Put(path, path));
            } else {
                replace(path, old);
            }
        }
        for (DiskEntry extra : there.values()) {
            for (DiskEntry gone : extraOf(extra).entries()) {
                drops.add(new Move.Drop(nameOf(gone)));
            }
        }
    }

    private void replace(String path, DiskEntry old) throws IOException {
        requireSameDevice(old);
        boolean directory = wanted.isDirectory(path);
        if (directory != old.isDirectory()) {
            requireNothingExcluded(path, old);
            puts.add(new Move.Put(path, path));
        } else if (directory) {
            compare(path, old);
            change.wanted().find(path).ifPresent(entry -> dress(entry, old));
        } else if (change.left().contains(path)) {
            if (old.isFile() && leftUnseen.remove(path)) {
                change.wanted().find(path).ifPresent(entry -> dress(entry, old));
            }
        } else if (!isSameLink(path, old)) {
            puts.add(new Move.Put(path, path));
        }
    }

    private void dress(TreeEntry entry, DiskEntry old) {
        if (entry.mode() != old.permissions() || !entry.mtime().equals(old.mtime())) {
            dresses.add(new Move.Dress(entry.path(), entry.mode(), entry.mtime()));
        }
    }

    private void dressRoot() {
        int mode = change.target().destMode();
        Instant mtime = change.wanted().find("").map(TreeEntry::mtime).orElse(dest.mtime());
        if (mode != dest.permissions() || !mtime.equals(dest.mtime())) {
            dresses.add(new Move.Dress("", mode, mtime));
        }
    }

    /** Links carry times to the microsecond: JDK 17 cannot set what is finer. */
    private boolean isSameLink(String path, DiskEntry old) throws IOException {
        TreeEntry entry = change.wanted().find(path).orElseThrow();
        return old.isSymlink()
                && entry.linkTarget().isPresent()
                && entry.linkTarget().get().equals(old.linkTarget().toString())
                && micros(entry.mtime()).equals(micros(old.mtime()));
    }

    private static Instant micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** What of an entry that the release does not have goes: all, or what lies around something excluded. */
    private Extra extraOf(DiskEntry entry) throws IOException {
        if (excluded.excludes(pathOf(entry), entry.isDirectory())) {
            return new Extra(List.of(), false);
        }
        requireSameDevice(entry);
        boolean whole = true;
        List<DiskEntry> inside = new ArrayList<>();
        if (entry.isDirectory()) {
            for (DiskEntry child : entry.children().values()) {
                Extra extra = extraOf(child);
                whole &= extra.whole();
                inside.addAll(extra.entries());
            }
        }
        return whole ? new Extra(List.of(entry), true) : new Extra(inside, false);
    }

    /** Entries that go with all they hold, and whether they are all there is. */
    private record Extra(List<DiskEntry> entries, boolean whole) {}

    private String pathOf(DiskEntry entry) {
        return dest.path().relativize(entry.path()).toString();
    }

    private String nameOf(DiskEntry entry) throws IOException {
        String path = pathOf(entry);
        if (!dest.path().resolve(path).equals(entry.path())) {
            throw new IOException(
                    "the name of " + entry + " is not in the JVM's encoding (" + System.getProperty("sun.jnu.encoding")
                            + "), so it cannot be deleted: rename, delete or exclude it");
        }
        return path;
    }

    /** Refuses to replace an entry that is excluded as what it is now, or that holds one that is. */
    private void requireNothingExcluded(String path, DiskEntry old) throws IOException {
        if (excluded.excludes(pathOf(old), old.isDirectory())) {
            throw new IOException(old + " is excluded, but the release puts something else at " + path
                    + ": move it away or change the excludes");
        }
        requireSameDevice(old);
        if (old.isDirectory()) {
            for (DiskEntry child : old.children().values()) {
                requireNothingExcluded(path, child);
            }
        }
    }

    private void requireSameDevice(DiskEntry entry) throws IOException {
        if (!entry.sameDeviceAs(dest)) {
            throw new IOException(entry + " is a mount point, which no release can replace: exclude it or unmount it");
        }
    }
}
