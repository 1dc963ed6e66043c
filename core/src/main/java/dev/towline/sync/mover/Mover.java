package dev.towline.sync.mover;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.NewFile;
import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.staging.Staging;
import dev.towline.sync.staging.Staging.TreeSync;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the moves that a syncer said, and takes them back. What undo needs is in {@code trash/} and durable before the
 * first change, so another instance, in another process, can undo or settle as well. Not thread-safe; changes the
 * destination on the calling thread only, and obeys no interrupt from the mark on.
 */
public final class Mover implements AutoCloseable {

    private static final int PARENT_MODE = 0755;
    private static final Comparator<String> DEEPEST_FIRST = Comparator.reverseOrder();

    private final Staging staging;
    private final Dir root;
    private final Site site;
    private final TrashLog log;

    /** A mover for {@code dest}; reads the log of an earlier one where there is any. */
    public Mover(Disk disk, Path dest, Staging staging) throws IOException {
        this.staging = staging;
        this.root = staging.root();
        this.log = TrashLog.open(disk, root);
        this.site = Site.open(disk, dest, root);
    }

    /**
     * How many files the moves would delete. Changes nothing.
     *
     * @param excluded files that do not count
     */
    public Deletions deletions(List<Move> moves, PathFilter excluded) throws IOException {
        return new DeletionCount(site, root, excluded).of(new Preflight(site, root).check(moves));
    }

    /**
     * Makes the moves in their order. When this fails after the mark, {@link #undo} restores the destination.
     *
     * @param written what of the staged tree is not durable yet
     * @throws IllegalArgumentException naming a malformed move; nothing was changed
     */
    public void carryOut(List<Move> moves, TreeSync written, Mark pointOfNoReturn) throws IOException {
        List<Move> checked = new Preflight(site, root).check(moves);
        remember(checked);
        staging.sync(written);
        log.write();
        syncTrash();
        pointOfNoReturn.reached();
        for (Move move : checked) {
            if (move instanceof Move.Put put) {
                bring(put.staged().isEmpty() ? Staging.TREE : Staging.TREE + "/" + put.staged(), put.at());
            } else if (move instanceof Move.Point point) {
                String link = Staging.SPENT + "/" + UUID.randomUUID();
                root.symlink(link, point.to());
                site.sync(); // a link must not outlast a power cut that what it leads to does not
                bring(link, point.at());
            } else if (move instanceof Move.Drop) {
                drop(move.at());
            }
        }
        dress(checked);
        site.sync();
    }

    /** Takes every move back: bytes, types, modes and times. May be repeated, and follow a failed {@link #carryOut}. */
    public void undo() throws IOException {
        Failures failures = new Failures();
        List<Line> lines = new ArrayList<>(log.lines());
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            failures.collect(() -> restore(line));
        }
        lines.stream()
                .filter(Line.Dressed.class::isInstance)
                .map(Line.Dressed.class::cast)
                .sorted(Comparator.comparing(Line.Dressed::path, DEEPEST_FIRST))
                .forEach(line -> failures.collect(() -> {
                    if (site.stat(line.path()).isPresent()) {
                        site.putBack(line.path(), line.mode(), line.mtime());
                    }
                }));
        failures.collect(site::sync);
        failures.throwFirst();
    }

    /** Retires what moves said to retire; the moves cannot be taken back any more afterwards. May be repeated. */
    public void settle() throws IOException {
        for (Line line : log.lines()) {
            if (line instanceof Line.Retired && site.stat(line.path()).isPresent()) {
                site.spend(line.path());
            }
        }
        site.sync();
        try (Dir spent = root.open(Staging.SPENT)) {
            for (String name : spent.list()) {
                spent.removeTree(name);
            }
        }
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    private void remember(List<Move> moves) throws IOException {
        for (Move move : moves) {
            String at = move.at();
            if (move instanceof Move.Retire) {
                log.add(new Line.Retired(at));
            } else if (move instanceof Move.Dress) {
                rememberDress(at);
            } else {
                rememberParents(at);
                rememberWhatStands(at);
            }
        }
    }

    private void rememberDress(String at) throws IOException {
        Optional<Stat> stat = log.isCovered(at) ? Optional.empty() : site.stat(at);
        if (stat.isPresent()) {
            log.add(new Line.Dressed(stat.get().mode(), stat.get().mtime(), at));
        }
    }

    /** Parents that have to be made, and the times of the one that is there. */
    private void rememberParents(String at) throws IOException {
        if (at.isEmpty()) {
            return;
        }
        String above = OpenDirs.parent(at);
        rememberParents(above);
        if (log.isCovered(above) || log.standing(above).isPresent()) {
            return;
        }
        Optional<Stat> stat = site.stat(above);
        if (stat.isEmpty()) {
            log.add(new Line.Nothing(above));
        } else if (stat.get().isDirectory()) {
            log.add(new Line.Dressed(stat.get().mode(), stat.get().mtime(), above));
        } else {
            throw new IllegalArgumentException("a move to " + at + " is refused: " + site.path(above)
                    + " is no directory, and no earlier move replaces it");
        }
    }

    private void rememberWhatStands(String at) throws IOException {
        if (log.isCovered(at)) {
            return;
        }
        Optional<Stat> stat = site.stat(at);
        Optional<Line> known = log.standing(at);
        if (known.isPresent()) {
            if (known.get() instanceof Line.Kept kept
                    && stat.filter(now -> now.ino() == kept.inode()).isPresent()) {
                keep(at, kept.number(), stat.get());
            }
        } else if (stat.isEmpty()) {
            log.add(new Line.Nothing(at));
        } else if (stat.get().isDirectory()) {
            log.add(new Line.Moved(log.nextNumber(), at));
        } else {
            int number = log.nextNumber();
            keep(at, number, stat.get());
            log.add(new Line.Kept(number, stat.get().ino(), at));
        }
    }

    /** Gives a file or link a second name in trash, or copies it where that is not permitted. */
    private void keep(String at, int number, Stat stat) throws IOException {
        String trash = trash(number);
        if (root.stat(trash).filter(stat::sameInode).isPresent()) {
            return;
        }
        if (root.stat(trash).isPresent()) {
            root.unlink(trash);
        }
        try {
            site.above(at).link(site.nameOf(at), root, trash);
        } catch (FileSystemException e) {
            copy(at, trash, stat, e);
            return;
        }
        if (!root.stat(trash).filter(stat::sameInode).isPresent()) {
            root.unlink(trash);
            throw new IOException(site.path(at) + " was replaced by somebody else during the deploy: deploy again");
        }
    }

    private void copy(String at, String trash, Stat stat, FileSystemException reason) throws IOException {
        Dir dir = site.above(at);
        String name = site.nameOf(at);
        switch (stat.kind()) {
            case SYMLINK -> root.symlink(trash, dir.readlink(name));
            case FILE -> {
                try (NewFile copy = root.create(trash, stat.mode() | 0400)) {
                    try (var content = Channels.newInputStream(dir.read(name))) {
                        content.transferTo(copy);
                    }
                }
                root.mtimeOfOwn(trash, stat.mtime());
                root.mode(trash, stat.mode());
                root.syncFile(trash);
            }
            default -> throw reason;
        }
        if (stat.kind() == Stat.Kind.SYMLINK) {
            root.mtime(trash, stat.mtime());
        }
    }

    private void syncTrash() throws IOException {
        try (Dir trash = root.open(Staging.TRASH)) {
            trash.sync();
        }
        root.sync();
    }

    private void bring(String from, String at) throws IOException {
        makeParents(at);
        Optional<Stat> old = site.stat(at);
        Stat fresh = root.stat(from).orElseThrow();
        if (old.isPresent() && old.get().isDirectory()) {
            evict(at);
        } else if (old.isPresent() && fresh.isDirectory()) {
            site.unlink(at);
        } else if (old.isPresent() && old.get().sameInode(fresh)) {
            root.unlink(from); // rename(2) does nothing between two names of one inode
            return;
        }
        site.bring(from, at);
    }

    private void makeParents(String at) throws IOException {
        if (at.isEmpty()) {
            return;
        }
        String above = OpenDirs.parent(at);
        if (site.stat(above).isEmpty()) {
            makeParents(above);
            site.mkdir(above, PARENT_MODE);
        }
    }

    private void drop(String at) throws IOException {
        Optional<Stat> old = site.stat(at);
        if (old.isPresent() && old.get().isDirectory()) {
            evict(at);
        } else if (old.isPresent()) {
            site.unlink(at);
        }
    }

    /** Takes a directory away: the one that stood there first to trash, any later one to where nobody needs it. */
    private void evict(String at) throws IOException {
        if (log.standing(at).orElse(null) instanceof Line.Moved moved
                && root.stat(trash(moved.number())).isEmpty()) {
            site.take(at, trash(moved.number()));
        } else {
            site.spend(at);
        }
    }

    /** Puts back the times that the moves changed in passing, then gives what moves said, from the bottom up. */
    private void dress(List<Move> moves) throws IOException {
        Map<String, Move.Dress> said = new HashMap<>();
        for (Move move : moves) {
            if (move instanceof Move.Dress dress) {
                said.put(dress.at(), dress);
            }
        }
        for (Line line : log.lines()) {
            if (line instanceof Line.Dressed before
                    && !said.containsKey(line.path())
                    && log.standing(line.path()).isEmpty()
                    && !log.isCovered(line.path())
                    && site.stat(line.path()).filter(Stat::isDirectory).isPresent()) {
                site.putBack(before.path(), before.mode(), before.mtime());
            }
        }
        List<String> order = new ArrayList<>(said.keySet());
        order.sort(DEEPEST_FIRST);
        for (String at : order) {
            Move.Dress dress = said.get(at);
            if (dress != null) {
                site.dress(at, dress.mode(), dress.mtime());
            }
        }
    }

    private void restore(Line line) throws IOException {
        String at = line.path();
        Optional<Stat> now = line.saysWhatStoodThere() ? site.stat(at) : Optional.empty();
        if (line instanceof Line.Nothing && now.isPresent()) {
            site.spend(at);
        } else if (line instanceof Line.Kept kept
                && !now.filter(stat -> stat.ino() == kept.inode()).isPresent()
                && root.stat(trash(kept.number())).isPresent()) {
            if (now.filter(Stat::isDirectory).isPresent()) {
                site.spend(at);
            }
            site.bring(trash(kept.number()), at);
        } else if (line instanceof Line.Moved moved
                && root.stat(trash(moved.number())).isPresent()) {
            if (now.isPresent()) {
                site.spend(at);
            }
            site.bring(trash(moved.number()), at);
        }
    }

    private static String trash(int number) {
        return Staging.TRASH + "/" + number;
    }
}
