package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Stat;
import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Where {@link Intake} puts what it cannot leave where it is. Paths are those of the tree; parents come first. */
interface Shelf {

    /** Takes nothing: the shelf of a plan. */
    Shelf NOWHERE = new Nowhere();

    /** A new file, of its final mode from the beginning. */
    OutputStream create(TreeEntry file) throws IOException;

    /** Gives a file whose content is there its owner and times. */
    void finish(TreeEntry file) throws IOException;

    /** A new name for the file that {@code from} calls {@code name}, and its content; empty when that is not possible. */
    Optional<FileChannel> link(Dir from, String name, String path) throws IOException;

    /** The content of a file that is here; empty when this shelf keeps none. */
    Optional<FileChannel> read(String path) throws IOException;

    /** What a file that is here is; empty when this shelf keeps none. */
    Optional<Stat> stat(String path) throws IOException;

    /** A new directory that can be filled; {@link #dress} gives it what the tree says of it. */
    void mkdir(String path) throws IOException;

    void symlink(TreeEntry link) throws IOException;

    /** Gives a directory, now that it is filled, its owner, mode and time. */
    void dress(TreeEntry directory) throws IOException;

    /** Takes away a file, a link or an empty directory. */
    void remove(TreeEntry entry) throws IOException;
}
