package dev.towline.crash;

import dev.towline.disk.Op;
import dev.towline.disk.Watch;
import java.io.IOException;
import java.util.function.Predicate;

/** The end of a process as its disk sees it: from some operation on nothing is done any more. */
public final class Dying implements Watch {

    private final Predicate<Op> last;
    private int countdown;

    /** Ends before the {@code nth} operation that {@code last} is true of. */
    public Dying(Predicate<Op> last, int nth) {
        this.last = last;
        this.countdown = nth;
    }

    @Override
    public synchronized void before(Op op) throws IOException {
        if (countdown > 0 && last.test(op)) {
            countdown--;
        }
        if (died()) {
            throw new IOException("the process has ended");
        }
    }

    public synchronized boolean died() {
        return countdown == 0;
    }
}
