package dev.towline.hook;

import java.io.IOException;

/** Runs one hook to its end. Implementations are safe for use by several threads. */
@FunctionalInterface
public interface HookRunner {

    /**
     * Runs {@code hook}, tells its output while it runs, and returns how it ended. A command that fails is a result, not
     * an exception.
     *
     * @throws IOException when the command could not be run at all
     * @throws InterruptedException when the calling thread was interrupted; the command and what it started are ended
     *     before this is thrown
     */
    HookResult run(Hook hook) throws IOException, InterruptedException;
}
