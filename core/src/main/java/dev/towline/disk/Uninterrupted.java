package dev.towline.disk;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs what must not be cut short by an interrupt, on a thread that nobody else knows: Java closes a channel under the
 * call of an interrupted thread, and a sync that was cut short cannot be told from one that failed.
 */
final class Uninterrupted {

    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private Uninterrupted() {}

    static void run(Action action) throws IOException {
        start(action).join();
    }

    static Running start(Action action) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            action.run();
            return null;
        });
        Thread thread = new Thread(task, "towline-disk");
        thread.setDaemon(true);
        thread.start();
        return new Running(task);
    }

    /** An action under way. */
    record Running(FutureTask<Void> task) {

        void join() throws IOException {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        task.get();
                        return;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof IOException failure) {
                    throw failure;
                }
                throw new IOException(cause);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
