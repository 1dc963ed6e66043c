package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Stat;
import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The shelf that keeps nothing. */
final class Nowhere implements Shelf {

    @Override
    public OutputStream create(TreeEntry file) {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void finish(TreeEntry file) {}

    @Override
    public Optional<FileChannel> link(Dir from, String name, String path) throws IOException {
        return Optional.of(from.read(name));
    }

    @Override
    public Optional<FileChannel> read(String path) {
        return Optional.empty();
    }

    @Override
    public Optional<Stat> stat(String path) {
        return Optional.empty();
    }

    @Override
    public void mkdir(String path) {}

    @Override
    public void symlink(TreeEntry link) {}

    @Override
    public void dress(TreeEntry directory) {}

    @Override
    public void remove(TreeEntry entry) {}
}
