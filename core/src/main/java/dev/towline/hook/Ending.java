package dev.towline.hook;

import dev.towline.hook.ProcessTree.Signal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The end of a hook that has to go: SIGTERM, five seconds of grace, SIGKILL. */
final class Ending {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration AFTER_KILL = Duration.ofMillis(900);

    private final ProcessTree tree;
    private boolean interrupted;

    Ending(ProcessTree tree) {
        this.tree = tree;
    }

    /** Ends the tree and returns what survived even that. An interruption only cuts the grace short. */
    Set<Long> carryOut() {
        tree.signal(Signal.TERM);
        if (!goneWithin(GRACE)) {
            tree.signal(Signal.KILL);
            goneWithin(AFTER_KILL);
        }
        return tree.living();
    }

    /** Whether the calling thread was interrupted meanwhile. */
    boolean interrupted() {
        return interrupted;
    }

    private boolean goneWithin(Duration limit) {
        long start = System.nanoTime();
        while (!tree.living().isEmpty()) {
            if (System.nanoTime() - start >= limit.toNanos()) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                interrupted = true;
                return false;
            }
        }
        return true;
    }
}
