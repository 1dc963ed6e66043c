package dev.towline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.TriggerContract;
import dev.towline.trigger.Hint;
import dev.towline.trigger.ManualTrigger;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the contract catches the trigger that breaks it, and no other rule does. */
class TriggerContractTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                H1StartWaitsForAHint.class,
                H3HeardInTheFuture.class,
                H4TwoAtATime.class,
                H5EndsWithItsListener.class,
                H6HintsAfterClosing.class,
                H7ClosingWaits.class,
                H8ClosesOnce.class,
                H9ClosingWaitsForTheListener.class,
                H10StartsOnce.class,
                H11ThreadsAreLeft.class
            })
    void catchesExactlyTheBrokenRule(Class<? extends TriggerContract> broken) {
        assertThat(Contracts.failures(broken)).singleElement().asString().startsWith(Contracts.rule(broken));
    }

    @ParameterizedTest
    @ValueSource(classes = H2HearsNothing.class)
    void aTriggerThatHearsNothingKeepsNoRuleThatNeedsAHint(Class<? extends TriggerContract> broken) {
        assertThat(Contracts.failures(broken)).anyMatch(rule -> rule.startsWith("H2 "));
    }

    /** A manual trigger, bent by a subclass. */
    abstract static class Broken extends TriggerContract implements Trigger {

        final ManualTrigger manual = Triggers.manual();

        @Override
        protected final Trigger trigger() {
            return this;
        }

        @Override
        protected void provoke() {
            manual.pull(Hint.from("test"));
        }

        @Override
        public Subscription start(Consumer<Hint> hints) {
            return manual.start(hints);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    static final class H1StartWaitsForAHint extends Broken {
        private boolean started;

        @Override
        public Subscription start(Consumer<Hint> hints) {
            if (Thread.currentThread().getName().equals("contract") && !started) {
                started = true;
                sleep(60);
            }
            return super.start(hints);
        }
    }

    static final class H2HearsNothing extends Broken {
        @Override
        protected void provoke() {}

        @Override
        protected Duration patience() {
            return Duration.ofMillis(400);
        }
    }

    static final class H3HeardInTheFuture extends Broken {
        @Override
        protected void provoke() {
            manual.pull(Hint.from("test").withTime(Instant.now().plusSeconds(3600)));
        }
    }

    static final class H4TwoAtATime extends Broken {
        private final List<Consumer<Hint>> listeners = new CopyOnWriteArrayList<>();

        @Override
        protected void provoke() {
            listeners.forEach(listener -> {
                try {
                    listener.accept(Hint.from("test"));
                } catch (IllegalStateException e) {
                    // the listener's own
                }
            });
        }

        @Override
        public Subscription start(Consumer<Hint> hints) {
            listeners.add(hints);
            return () -> listeners.remove(hints);
        }
    }

    static final class H5EndsWithItsListener extends Broken {
        @Override
        public Subscription start(Consumer<Hint> hints) {
            List<Subscription> self = new ArrayList<>();
            Subscription own = manual.start(hint -> {
                try {
                    hints.accept(hint);
                } catch (RuntimeException e) {
                    self.forEach(Subscription::close);
                }
            });
            self.add(own);
            return own;
        }
    }

    static final class H6HintsAfterClosing extends Broken {
        @Override
        public Subscription start(Consumer<Hint> hints) {
            manual.start(hints);
            return () -> {};
        }
    }

    static final class H7ClosingWaits extends Broken {
        @Override
        public Subscription start(Consumer<Hint> hints) {
            AtomicInteger heard = new AtomicInteger();
            Subscription own = manual.start(hint -> {
                heard.incrementAndGet();
                hints.accept(hint);
            });
            return () -> {
                if (heard.get() == 1 && Thread.currentThread().getName().equals("contract")) {
                    sleep(3);
                }
                own.close();
            };
        }
    }

    static final class H8ClosesOnce extends Broken {
        @Override
        public Subscription start(Consumer<Hint> hints) {
            AtomicInteger closings = new AtomicInteger();
            Subscription own = manual.start(hints);
            return () -> {
                own.close();
                if (closings.incrementAndGet() > 1
                        && Thread.currentThread().getName().equals("contract")) {
                    throw new IllegalStateException("closed already");
                }
            };
        }
    }

    static final class H9ClosingWaitsForTheListener extends Broken {
        @Override
        public Subscription start(Consumer<Hint> hints) {
            ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
            Subscription own = manual.start(hint -> {
                inside.set(true);
                try {
                    hints.accept(hint);
                } finally {
                    inside.set(false);
                }
            });
            return () -> {
                if (inside.get()) {
                    throw new IllegalStateException("a listener must not close");
                }
                own.close();
            };
        }
    }

    static final class H10StartsOnce extends Broken {
        private int closed;

        @Override
        public Subscription start(Consumer<Hint> hints) {
            AtomicInteger heard = new AtomicInteger();
            Subscription own = closed == 0 || heardBefore > 0
                    ? manual.start(hint -> {
                        heard.incrementAndGet();
                        hints.accept(hint);
                    })
                    : () -> {};
            return () -> {
                closed++;
                heardBefore += heard.get();
                own.close();
            };
        }

        private int heardBefore;
    }

    static final class H11ThreadsAreLeft extends Broken {
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public Subscription start(Consumer<Hint> hints) {
            Thread thread = new Thread(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
            return super.start(hints);
        }
    }

    private static void sleep(int seconds) {
        try {
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
