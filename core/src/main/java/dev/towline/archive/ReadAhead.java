package dev.towline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is read ahead by a thread of its own, into a few buffers. What the stream throws is thrown here, as the
 * same object and after the bytes that came before it. For one reader. {@link #close()} ends the thread.
 */
final class ReadAhead extends InputStream {

    /** The reading thread was interrupted while it waited; its interrupt flag is set. */
    static final class Interrupted extends InterruptedIOException {
        private static final long serialVersionUID = 1L;

        private Interrupted() {
            super("interrupted while waiting for the artifact's bytes");
        }
    }

    private static final class Chunk {
        private byte[] bytes = new byte[0];
        private int length;
        private boolean last;
        private @Nullable Throwable failure;
    }

    private static final int CHUNKS = 4;
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final long GRACE_MILLIS = 200;
    private static final long PATIENCE_MILLIS = 10_000;

    private final InputStream in;
    private final BlockingQueue<Chunk> empty = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS + 1);
    private final Thread thread;
    private Chunk current = new Chunk();
    private int position;
    private boolean closed;

    private ReadAhead(InputStream in, String threadName) {
        this.in = in;
        this.thread = new Thread(this::fill, threadName);
        thread.setDaemon(true);
        for (int i = 0; i < CHUNKS; i++) {
            empty.add(new Chunk());
        }
    }

    /**
     * Starts reading {@code in}, which is closed together with the answer: by the closing thread, and while a read is
     * in progress if that read ignores interruption.
     */
    static ReadAhead of(InputStream in, String threadName) {
        ReadAhead ahead = new ReadAhead(in, threadName);
        ahead.thread.start();
        return ahead;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        while (position == current.length) {
            if (current.last) {
                rethrow(current.failure);
                return -1;
            }
            advance();
        }
        int n = Math.min(len, current.length - position);
        System.arraycopy(current.bytes, position, b, off, n);
        position += n;
        return n;
    }

    private void advance() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        try {
            Chunk next = full.take();
            if (current.bytes.length > 0) {
                empty.add(current);
            }
            current = next;
            position = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    private void fill() {
        try {
            boolean more = true;
            while (more) {
                Chunk chunk = empty.take();
                more = fill(chunk);
                full.add(chunk);
            }
        } catch (InterruptedException e) {
            Chunk end = new Chunk();
            end.last = true;
            end.failure = new InterruptedIOException("the thread that reads ahead was interrupted");
            full.add(end);
        }
    }

    /** Reads until the chunk is full, or less when the reader has nothing else to go on with. */
    private boolean fill(Chunk chunk) {
        chunk.length = 0;
        try {
            if (chunk.bytes.length == 0) {
                chunk.bytes = new byte[CHUNK_BYTES];
            }
            do {
                int n = in.read(chunk.bytes, chunk.length, CHUNK_BYTES - chunk.length);
                if (n < 0) {
                    chunk.last = true;
                } else {
                    chunk.length += n;
                }
            } while (!chunk.last && chunk.length < CHUNK_BYTES && !full.isEmpty());
        } catch (Throwable e) {
            chunk.last = true;
            chunk.failure = e;
        }
        return !chunk.last;
    }

    /** Ends the thread and closes the stream it read; what closing throws is of no interest any more. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.interrupt();
        boolean interrupted = join(GRACE_MILLIS);
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            // Whatever of the stream was wanted has been read, or its failure is known already.
        }
        interrupted |= join(PATIENCE_MILLIS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the thread's end, whether interrupted meanwhile or not, and says whether it was. */
    private boolean join(long millis) {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (thread.isAlive() && left > 0) {
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return interrupted;
    }
}
