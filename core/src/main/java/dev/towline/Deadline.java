package dev.towline;

import java.time.Duration;
import java.util.Optional;

/**
 * Ends what a thread does when its time is up, by interrupting it, once. Its interrupt is told from anybody else's by
 * {@link #claimsInterrupt}. Made, asked and closed on that thread.
 */
final class Deadline implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final Thread worker = Thread.currentThread();
    private boolean armed = true;
    private boolean expired;
    private boolean claimed;

    Deadline(Optional<Duration> limit) {
        limit.ifPresent(this::start);
    }

    private void start(Duration limit) {
        Duration bounded = limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
        long end = System.nanoTime() + bounded.toNanos();
        Thread thread = new Thread(() -> expireAt(end), "towline-deadline");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void expireAt(long end) {
        try {
            for (long left = end - System.nanoTime(); armed && left > 0; left = end - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            return;
        }
        if (armed) {
            expired = true;
            worker.interrupt();
        }
    }

    /** Whether the time is up, and nothing was ended by that yet. */
    synchronized boolean isOver() {
        return expired && !claimed;
    }

    /** Whether an interrupt that was just taken from the thread is this deadline's. */
    synchronized boolean claimsInterrupt() {
        boolean ours = isOver();
        claimed |= ours;
        return ours;
    }

    /** From here on the thread is left alone; an interrupt of the deadline's own that nobody noticed is taken back. */
    @Override
    public synchronized void close() {
        armed = false;
        notifyAll();
        if (claimsInterrupt()) {
            Thread.interrupted();
        }
    }
}
