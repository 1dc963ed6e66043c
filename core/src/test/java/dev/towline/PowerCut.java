package dev.towline;

import dev.towline.disk.Op;
import dev.towline.disk.Watch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Ends a deployer's process as far as the disk can tell: from one mutating call on none happens any more. */
final class PowerCut implements Watch {

    private final Predicate<Op> which;
    private final AtomicInteger count = new AtomicInteger();
    private final int nth;
    private volatile boolean dead;

    /** What the program sees of it; no clean-up reaches the disk either. */
    static final class Dead extends Error {
        private static final long serialVersionUID = 1;

        Dead() {
            super("the power is cut", null, false, false);
        }
    }

    private PowerCut(Predicate<Op> which, int nth) {
        this.which = which;
        this.nth = nth;
    }

    /** Before the {@code nth} call, counted from 1; 0 is never. */
    static PowerCut at(int nth) {
        return new PowerCut(op -> true, nth);
    }

    /** Before the first call of which {@code which} is true. */
    static PowerCut atFirst(Predicate<Op> which) {
        return new PowerCut(which, 1);
    }

    /** Right after that call. */
    static PowerCut after(Predicate<Op> which) {
        boolean[] seen = {false};
        return atFirst(op -> {
            boolean before = seen[0];
            seen[0] |= which.test(op);
            return before;
        });
    }

    int calls() {
        return count.get();
    }

    boolean happened() {
        return dead;
    }

    @Override
    public void before(Op op) {
        if (dead || (which.test(op) && count.incrementAndGet() == nth)) {
            dead = true;
            throw new Dead();
        }
    }

    /** What {@code work} comes to; nothing when the power was cut on the way. */
    static void survive(Work work) throws Exception {
        try {
            work.run();
        } catch (Dead e) {
            return; // the lock was given up, as the kernel does it
        }
    }

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
