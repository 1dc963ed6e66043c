package dev.towline.source.download;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One opening of a source, and the thread that reads it ahead into a few buffers. It only reports: what came, that it
 * ended, how it failed. Because another thread reads, the one that waits can give up at any time.
 */
final class Connection {

    private static final int BUFFERS = 8;
    private static final long PARTING_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ArtifactSource source;
    private final ArtifactRequest request;
    private final Failures failures;
    private final int chunk;
    private final Thread reader;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> full = new ArrayDeque<>(BUFFERS);
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(BUFFERS);
    private int made;
    private boolean ended;
    private boolean givenUp;
    private @Nullable Artifact artifact;
    private @Nullable Throwable failure;

    Connection(ArtifactSource source, ArtifactRequest request, Failures failures, int chunk) {
        this.source = source;
        this.request = request;
        this.failures = failures;
        this.chunk = chunk;
        this.reader = new Thread(this::run, "towline-download");
        reader.setDaemon(true);
        reader.start();
    }

    /** What the source answered; empty when it did not within {@code nanos}. */
    Optional<Artifact> answer(long nanos) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (artifact == null && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (artifact == null) {
                raise();
            }
            return Optional.ofNullable(artifact);
        } finally {
            lock.unlock();
        }
    }

    /** The next bytes, an empty buffer being the end; nothing when none came within {@code nanos}. */
    Optional<ByteBuffer> next(long nanos) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (full.isEmpty() && !ended && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            ByteBuffer next = full.poll();
            if (next != null) {
                return Optional.of(next);
            }
            raise();
            return ended ? Optional.of(ByteBuffer.allocate(0)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a buffer back that {@link #next} gave. */
    void recycle(ByteBuffer buffer) {
        lock.lock();
        try {
            free.add(buffer.clear());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the reading, also in the middle of it. The stream is closed by a thread of its own where the reader does not
     * end by interruption: a source may drain what is left, and nobody shall wait for that.
     */
    void giveUp() {
        Artifact open;
        boolean done;
        lock.lock();
        try {
            givenUp = true;
            full.clear();
            open = artifact;
            done = ended || failure != null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread closer = null;
        if (!done) {
            reader.interrupt();
        }
        if (!done && open != null) {
            closer = new Thread(() -> close(open), "towline-download-close");
            closer.setDaemon(true);
            closer.start();
        }
        long until = System.nanoTime() + PARTING_NANOS;
        boolean interrupted = part(reader, until);
        if (closer != null) {
            interrupted |= part(closer, until);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean part(Thread thread, long until) {
        boolean interrupted = false;
        long left = until - System.nanoTime();
        while (thread.isAlive() && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = until - System.nanoTime();
        }
        return interrupted;
    }

    private void raise() throws IOException {
        if (failure instanceof Error error && !(error instanceof LinkageError)) {
            throw error;
        }
        if (failure != null) {
            throw failures.of(failure);
        }
    }

    private void run() {
        try {
            Artifact answered = source.open(request);
            if (answered == null) {
                throw new IllegalStateException("it answered null instead of an artifact");
            }
            try {
                if (publish(answered)) {
                    read(answered);
                }
            } finally {
                close(answered);
            }
        } catch (Throwable e) {
            report(e);
        }
    }

    private boolean publish(Artifact answered) {
        lock.lock();
        try {
            artifact = answered;
            changed.signalAll();
            return !givenUp;
        } finally {
            lock.unlock();
        }
    }

    private void read(Artifact answered) throws IOException, InterruptedException {
        try {
            InputStream stream = answered.stream();
            for (ByteBuffer buffer = room(); fill(buffer, stream); buffer = room()) {
                hand(buffer);
            }
            end();
        } catch (Throwable e) {
            report(e); // before closing: that may take its time
        }
    }

    private static boolean fill(ByteBuffer buffer, InputStream stream) throws IOException {
        int n = stream.read(buffer.array(), buffer.arrayOffset(), buffer.capacity());
        if (n == 0) {
            int b = stream.read();
            n = b < 0 ? -1 : 1;
            buffer.put(0, (byte) b);
        }
        if (n > buffer.capacity() || n < -1) {
            throw new IllegalStateException("its stream claims to have read " + n + " bytes into " + buffer.capacity());
        }
        buffer.limit(Math.max(n, 0));
        return n > 0;
    }

    private ByteBuffer room() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (free.isEmpty() && made == BUFFERS && !givenUp) {
                changed.await();
            }
            if (givenUp) {
                throw new InterruptedException();
            }
            ByteBuffer buffer = free.poll();
            if (buffer == null) {
                made++;
                buffer = ByteBuffer.allocate(chunk);
            }
            return buffer;
        } finally {
            lock.unlock();
        }
    }

    private void hand(ByteBuffer buffer) {
        lock.lock();
        try {
            full.add(buffer);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void report(Throwable thrown) {
        lock.lock();
        try {
            if (failure == null && !ended) {
                failure = thrown;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is lost when closing fails: what was read is judged by length and digest. */
    private static void close(Artifact artifact) {
        try {
            artifact.close();
        } catch (IOException | RuntimeException e) {
            // the source's own affair
        }
    }
}
