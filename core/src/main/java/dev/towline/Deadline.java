package dev.towline;

import java.time.Duration;
import java.util.Optional;

/** Ends what a thread does when its time is up, by interrupting it. Close it on that thread. */
final class Deadline implements AutoCloseable {

    private final Thread worker = Thread.currentThread();
    private boolean armed = true;
    private boolean expired;

    Deadline(Optional<Duration> limit) {
        limit.ifPresent(this::start);
    }

    private void start(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
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

    /** Whether the time was up while it still mattered. */
    synchronized boolean expired() {
        return expired;
    }

    /** From here on the thread is left alone. */
    synchronized void disarm() {
        armed = false;
        notifyAll();
    }

    @Override
    public void close() {
        disarm();
    }
}
