package dev.towline.hook.process;

import dev.towline.hook.process.ProcessTree.Signal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The end of a command that has to go: SIGTERM, five seconds of grace, SIGKILL. */
public final class Ending {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration AFTER_KILL = Duration.ofMillis(900);

    private final ProcessTree tree;
    private boolean interrupted;

    public Ending(ProcessTree tree) {
        this.tree = tree;
    }

    /** Ends the tree and returns what survived even that. An interruption only cuts the grace short. */
    public Set<Long> carryOut() {
        tree.signal(Signal.TERM);
        if (!goneWithin(GRACE)) {
            tree.signal(Signal.KILL);
            goneWithin(AFTER_KILL);
        }
        return tree.living();
    }

    /** Whether the calling thread was interrupted meanwhile. */
    public boolean interrupted() {
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
