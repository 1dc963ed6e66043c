package dev.towline.sync.staging;

import dev.towline.disk.Stat;
import dev.towline.sync.Baseline.Unchanged;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.staging.Item.News;
import dev.towline.sync.staging.Item.Place;
import dev.towline.sync.staging.Old.Known;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes in the content of files: compares each with the baseline's file while it streams by, and writes nothing as long
 * as they agree. Only content decides.
 */
final class FileIntake {

    private static final int BUFFER = 128 * 1024;

    private final Shelf shelf;
    private final Owners owners;
    private final Rules rules;
    private final Unchanged unchanged;
    private final Counts counts;
    private final Sha256 sha = Sha256.fresh();
    private final byte[] fresh = new byte[BUFFER];
    private final byte[] old = new byte[BUFFER];
    private long agreed;
    private int pending;

    FileIntake(Shelf shelf, Owners owners, Rules rules, Unchanged unchanged, Counts counts) {
        this.shelf = shelf;
        this.owners = owners;
        this.rules = rules;
        this.unchanged = unchanged;
        this.counts = counts;
    }

    /** Takes in a file whose content streams by. */
    Item take(TreeEntry file, InputStream content, Optional<Known> known) throws IOException {
        sha.reset();
        if (known.isPresent() && canStay(file, known.get().stat())) {
            Optional<Item> item =
                    unchanged == Unchanged.LEAVE ? leave(file, content, known.get()) : link(file, content, known.get());
            if (item.isPresent()) {
                return item.get();
            }
        }
        try (Comparison comparison = Comparison.of(file, known, old)) {
            return write(file, content, comparison, known);
        }
    }

    /** Whether everything but the content, which is not known yet, lets the baseline's file be the new one. */
    private boolean canStay(TreeEntry file, Stat stat) throws IOException {
        return unchanged != Unchanged.COPY
                && isLike(file, stat)
                && (unchanged == Unchanged.LEAVE
                        || !rules.exactMtimes()
                        || stat.mtime().equals(file.mtime()));
    }

    private boolean isLike(TreeEntry file, Stat stat) throws IOException {
        return stat.isFile() && stat.size() == file.size() && stat.mode() == file.mode() && owners.agree(stat, file);
    }

    private Optional<Item> leave(TreeEntry file, InputStream content, Known known) throws IOException {
        Optional<FileChannel> opened = known.open();
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = opened.get()) {
            if (agreesWith(file, content, channel) && known.isAsSeen()) {
                counts.reused(file.size());
                return Optional.of(new Item(
                        file.withSha256(sha.hex()),
                        Place.LEFT,
                        redressed(file, known.stat()),
                        Optional.of(known.stat())));
            }
            return Optional.of(finishAfter(file, content, channel));
        }
    }

    /** The link comes first, then its own content is compared: what was read is what was linked. */
    private Optional<Item> link(TreeEntry file, InputStream content, Known known) throws IOException {
        Optional<FileChannel> linked = shelf.link(known.dir(), known.name(), file.path());
        if (linked.isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = linked.get()) {
            Optional<Stat> stat = shelf.stat(file.path()).or(() -> Optional.of(known.stat()));
            boolean like = isLike(file, stat.get());
            if (agreesWith(file, content, channel) && like) {
                counts.reused(file.size());
                TreeEntry entry = TreeEntry.file(
                                file.path(), file.mode(), stat.get().mtime(), file.owner(), file.size())
                        .withSha256(sha.hex());
                return Optional.of(new Item(entry, Place.LINKED, News.SAME, stat));
            }
            shelf.remove(file);
            return Optional.of(finishAfter(file, content, channel));
        }
    }

    /** Reads on while the stream equals the baseline's file; what differs is pending in the buffer afterwards. */
    private boolean agreesWith(TreeEntry file, InputStream content, FileChannel channel) throws IOException {
        agreed = 0;
        pending = 0;
        for (int n = content.read(fresh); n >= 0; n = content.read(fresh)) {
            if (!Comparison.next(channel, old, n) || !Arrays.equals(fresh, 0, n, old, 0, n)) {
                pending = n;
                return false;
            }
            sha.update(fresh, n);
            agreed += n;
        }
        requireWhole(file, agreed);
        return true;
    }

    /** Writes a file that agrees with the baseline's up to a point: from there, then what is pending, then the rest. */
    private Item finishAfter(TreeEntry file, InputStream content, FileChannel channel) throws IOException {
        String prefix = sha.soFar();
        try (OutputStream out = shelf.create(file)) {
            Sha256 copied = Sha256.fresh();
            channel.position(0);
            for (long rest = agreed; rest > 0; ) {
                int n = channel.read(ByteBuffer.wrap(old, 0, (int) Math.min(rest, old.length)));
                if (n < 0) {
                    break;
                }
                copied.update(old, n);
                out.write(old, 0, n);
                rest -= n;
            }
            if (!copied.hex().equals(prefix)) {
                throw new IOException(
                        file.path() + " was changed at the destination while it was compared: deploy again");
            }
            counts.written(agreed);
            long length = agreed;
            for (int n = pending; n >= 0; n = content.read(fresh)) {
                sha.update(fresh, n);
                out.write(fresh, 0, n);
                counts.written(n);
                length += n;
            }
            requireWhole(file, length);
        }
        shelf.finish(file);
        return Item.shelved(file.withSha256(sha.hex()), News.CHANGED);
    }

    private Item write(TreeEntry file, InputStream content, Comparison comparison, Optional<Known> known)
            throws IOException {
        long length = 0;
        try (OutputStream out = shelf.create(file)) {
            for (int n = content.read(fresh); n >= 0; n = content.read(fresh)) {
                comparison.next(fresh, n);
                sha.update(fresh, n);
                out.write(fresh, 0, n);
                counts.written(n);
                length += n;
            }
        }
        requireWhole(file, length);
        shelf.finish(file);
        return Item.shelved(file.withSha256(sha.hex()), news(file, known, comparison.agrees()));
    }

    /** Takes in a file whose digest is known already: first try whether the baseline has it. */
    Optional<Item> reuse(TreeEntry file, String sha256, Known known) throws IOException {
        if (!canStay(file, known.stat())) {
            return Optional.empty();
        }
        boolean leave = unchanged == Unchanged.LEAVE;
        Optional<FileChannel> opened = leave ? known.open() : shelf.link(known.dir(), known.name(), file.path());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = opened.get()) {
            Stat stat = leave ? known.stat() : shelf.stat(file.path()).orElse(known.stat());
            if (Sha256.of(channel, old).equals(sha256) && isLike(file, stat) && (!leave || known.isAsSeen())) {
                counts.reused(file.size());
                TreeEntry entry = leave
                        ? file
                        : TreeEntry.file(file.path(), file.mode(), stat.mtime(), file.owner(), file.size());
                return Optional.of(new Item(
                        entry.withSha256(sha256),
                        leave ? Place.LEFT : Place.LINKED,
                        redressed(entry, stat),
                        Optional.of(stat)));
            }
        }
        if (!leave) {
            shelf.remove(file);
        }
        return Optional.empty();
    }

    private static News redressed(TreeEntry file, Stat stat) {
        return stat.mtime().equals(file.mtime()) ? News.SAME : News.REDRESSED;
    }

    private News news(TreeEntry file, Optional<Known> known, boolean sameContent) throws IOException {
        if (known.isEmpty()) {
            return News.ADDED;
        }
        if (!sameContent || !isLike(file, known.get().stat())) {
            return News.CHANGED;
        }
        return redressed(file, known.get().stat());
    }

    private static void requireWhole(TreeEntry file, long length) throws IOException {
        if (length != file.size()) {
            throw new IOException(file.path() + " is " + length + " bytes long, not " + file.size());
        }
    }
}
