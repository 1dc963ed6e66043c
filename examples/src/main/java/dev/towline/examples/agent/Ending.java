package dev.towline.examples.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How this process ends, also when it is told to: SIGTERM, SIGINT and SIGHUP interrupt the thread that works, which takes
 * back what it did and runs the failure commands; then the process ends with the status that came of it.
 */
final class Ending {

    private static final long LONGEST_MINUTES = 5;

    /** Work that an interrupt ends, and the exit status that comes of it. */
    @FunctionalInterface
    interface Work {
        int run() throws Exception;
    }

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int status = ExitStatus.FAILED;

    private Ending() {}

    /** Works on the calling thread and ends the process. */
    static void after(Work work) throws Exception {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::hasten, "towline-ending"));
        try {
            ending.status = work.run();
        } finally {
            ending.over.countDown();
        }
        System.exit(ending.status);
    }

    /** Runs while the process shuts down, which is long after the work where it ended by itself. */
    private void hasten() {
        if (over.getCount() == 0) {
            return;
        }
        System.err.println("towline-agent: told to stop; taking back what is not finished");
        worker.interrupt();
        try {
            if (!over.await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                System.err.println("towline-agent: it did not stop within " + LONGEST_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
