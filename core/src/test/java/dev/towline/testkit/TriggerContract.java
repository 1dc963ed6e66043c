package dev.towline.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.trigger.Hint;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Trigger.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The rules that every {@link Trigger} keeps. Extend it, return the trigger, and say how to make it hint.
 *
 * <ol>
 *   <li>H1 starting returns at once, with or without anything to hear
 *   <li>H2 what happens is hinted
 *   <li>H3 a hint says where and when it was heard
 *   <li>H4 hints come one at a time
 *   <li>H5 a listener that throws goes on hearing
 *   <li>H6 no hint begins after closing
 *   <li>H7 closing returns soon, whatever the trigger waits for
 *   <li>H8 closing again does nothing
 *   <li>H9 a listener may close
 *   <li>H10 a trigger that was closed can be started again
 *   <li>H11 closing gives the threads back
 * </ol>
 */
public abstract class TriggerContract {

    private final BlockingQueue<Hint> heard = new LinkedBlockingQueue<>();

    private Subscription first = () -> {};
    private Subscription second = () -> {};

    /** The trigger under test; one for each test. Hints that come by themselves at the start are fine. */
    protected abstract Trigger trigger() throws Exception;

    /** Makes the trigger hint if it was started. Called several times, each time for a hint of its own. */
    protected abstract void provoke() throws Exception;

    /** Whether the trigger can be started more than once, one after the other. */
    protected boolean canStartAgain() {
        return true;
    }

    /** How long a hint may take: only a broken rule waits that long. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @AfterEach
    final void closeAll() {
        first.close();
        second.close();
    }

    @Test
    @DisplayName("H1 starting returns at once, with or without anything to hear")
    final void startingReturns() throws Exception {
        Trigger trigger = trigger();

        first = soon(() -> trigger.start(heard::add), "starting did not return");

        assertNotNull(first.trouble(), "trouble is not to be null");
    }

    @Test
    @DisplayName("H2 what happens is hinted")
    final void whatHappensIsHinted() throws Exception {
        first = trigger().start(heard::add);

        provoked();
    }

    @Test
    @DisplayName("H3 a hint says where and when it was heard")
    final void hintsSayWhereAndWhen() throws Exception {
        Instant before = Instant.now().minusSeconds(60);
        first = trigger().start(heard::add);

        Hint hint = provoked();

        assertFalse(hint.origin().isBlank(), "the hint does not say where it was heard");
        assertFalse(hint.at().isBefore(before), () -> "heard long ago, at " + hint.at());
        assertFalse(hint.at().isAfter(Instant.now().plusSeconds(60)), () -> "heard in the future, at " + hint.at());
    }

    @Test
    @DisplayName("H4 hints come one at a time")
    final void oneAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean together = new AtomicBoolean();
        Consumer<Hint> slow = hint -> {
            if (inside.incrementAndGet() > 1) {
                together.set(true);
            }
            heard.add(hint);
            pause(Duration.ofMillis(200));
            inside.decrementAndGet();
        };
        first = trigger().start(slow);
        Thread other = started(() -> {
            provoke();
            return true;
        });
        provoke();
        other.join(patience().toMillis());
        provoked();

        assertFalse(together.get(), "two hints at the same time");
    }

    @Test
    @DisplayName("H5 a listener that throws goes on hearing")
    final void throwingListenerGoesOn() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        first = trigger().start(hint -> {
            heard.add(hint);
            if (calls.incrementAndGet() <= 2) {
                throw new IllegalStateException("thrown by the listener of a test");
            }
        });
        for (int i = 0; i < 3; i++) {
            provoked();
        }
    }

    @Test
    @DisplayName("H6 no hint begins after closing")
    final void noHintAfterClosing() throws Exception {
        assumeTrue(canStartAgain(), "another start is needed to see that the first one stays silent");
        AtomicInteger late = new AtomicInteger();
        AtomicBoolean closed = new AtomicBoolean();
        Trigger trigger = trigger();
        first = trigger.start(hint -> {
            heard.add(hint);
            if (closed.get()) {
                late.incrementAndGet();
            }
        });
        provoked();
        first.close();
        closed.set(true);
        BlockingQueue<Hint> after = new LinkedBlockingQueue<>();
        second = trigger.start(after::add);
        for (int i = 0; i < 3; i++) {
            hinted(after);
        }

        assertEquals(0, late.get(), "hints after closing");
    }

    @Test
    @DisplayName("H7 closing returns soon, whatever the trigger waits for")
    final void closingReturns() throws Exception {
        first = trigger().start(heard::add);
        provoked();
        pause(Duration.ofMillis(200));

        soon(
                () -> {
                    first.close();
                    return true;
                },
                "closing did not return");
    }

    @Test
    @DisplayName("H8 closing again does nothing")
    final void closingAgain() throws Exception {
        first = trigger().start(heard::add);
        first.close();
        soon(
                () -> {
                    first.close();
                    return true;
                },
                "closing again did not return");
        assertFalse(Thread.currentThread().isInterrupted(), "closing interrupted who closed");
    }

    @Test
    @DisplayName("H9 a listener may close")
    final void listenerMayClose() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        first = trigger().start(hint -> {
            heard.add(hint);
            try {
                started.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            first.close();
            closed.countDown();
        });
        started.countDown();
        provoked();

        assertTrue(closed.await(patience().toMillis(), TimeUnit.MILLISECONDS), "closing did not return");
    }

    @Test
    @DisplayName("H10 a trigger that was closed can be started again")
    final void startedAgain() throws Exception {
        assumeTrue(canStartAgain(), "this trigger can be started once");
        Trigger trigger = trigger();
        trigger.start(hint -> {}).close();
        second = trigger.start(heard::add);

        provoked();
    }

    @Test
    @DisplayName("H11 closing gives the threads back")
    final void closingGivesThreadsBack() throws Exception {
        assumeTrue(canStartAgain(), "this trigger can be started once");
        Trigger trigger = trigger();
        first = trigger.start(heard::add);
        provoked();
        first.close();
        int rounds = 40;
        int before = Thread.getAllStackTraces().size();
        for (int i = 0; i < rounds; i++) {
            trigger.start(hint -> {}).close();
        }
        long until = System.nanoTime() + patience().toNanos();
        while (Thread.getAllStackTraces().size() - before > rounds / 4 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        int more = Thread.getAllStackTraces().size() - before;
        assertTrue(more <= rounds / 4, () -> more + " threads are left after " + rounds + " rounds");
    }

    /** A hint that came after something happened. */
    private Hint provoked() throws Exception {
        return hinted(heard);
    }

    private Hint hinted(BlockingQueue<Hint> heard) throws Exception {
        heard.clear();
        long until = System.nanoTime() + patience().toNanos();
        Hint hint = null;
        while (hint == null && System.nanoTime() < until) {
            provoke();
            hint = heard.poll(patience().toMillis() / 4, TimeUnit.MILLISECONDS);
        }
        if (hint == null) {
            throw new AssertionError("no hint within " + patience());
        }
        return hint;
    }

    private <T> T soon(Callable<T> work, String late) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = start(task);
        try {
            return task.get(patience().toMillis() / 2, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(late, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            thread.interrupt();
        }
    }

    private static Thread started(Callable<?> work) {
        return start(new FutureTask<>(work));
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "contract");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
