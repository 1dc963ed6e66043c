package dev.towline.sync.staging;

import dev.towline.sync.TreeEntry;
import dev.towline.sync.staging.Old.Known;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/** Whether a file that is written anyway equals the baseline's, chunk by chunk. */
final class Comparison implements AutoCloseable {

    private final Optional<FileChannel> channel;
    private final byte[] buffer;
    private boolean agrees;

    private Comparison(Optional<FileChannel> channel, byte[] buffer) {
        this.channel = channel;
        this.buffer = buffer;
        this.agrees = channel.isPresent();
    }

    static Comparison of(TreeEntry file, Optional<Known> known, byte[] buffer) throws IOException {
        boolean sameSize = known.isPresent() && known.get().stat().size() == file.size();
        return new Comparison(sameSize ? known.get().open() : Optional.empty(), buffer);
    }

    boolean agrees() {
        return agrees;
    }

    void next(byte[] bytes, int length) throws IOException {
        agrees = agrees
                && next(channel.orElseThrow(), buffer, length)
                && Arrays.equals(bytes, 0, length, buffer, 0, length);
    }

    /** Fills the buffer's first {@code length} bytes; says whether there were so many. */
    static boolean next(FileChannel channel, byte[] buffer, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer, 0, length);
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
    }
}
