package dev.towline.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.testkit.TriggerContract;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class LoopingTest extends TriggerContract {

    private final LinkedBlockingQueue<Hint> wanted = new LinkedBlockingQueue<>();

    @Override
    protected Trigger trigger() {
        return Triggers.looping("queue", hearing -> {
            while (true) {
                hearing.hint(wanted.take());
            }
        });
    }

    @Override
    protected void provoke() {
        wanted.add(Hint.from("queue"));
    }

    @Test
    void aLoopThatFailsIsTrouble() {
        try (Trigger.Subscription broken = Triggers.looping("broken", hearing -> {
                    throw new IllegalStateException("out of order");
                })
                .start(hint -> {})) {
            await().until(() -> broken.trouble().isPresent());
            assertThat(broken.trouble().orElseThrow()).contains("out of order");
        }
    }

    @Test
    void aLoopThatGoesOnAfterClosingReachesNobody() throws Exception {
        List<Hint> heard = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        Trigger.Subscription stubborn = Triggers.looping("stubborn", hearing -> {
                    try {
                        wanted.take();
                    } catch (InterruptedException e) {
                        hearing.hint(Hint.from("too late"));
                        hearing.trouble("too late");
                        ended.countDown();
                    }
                })
                .start(heard::add);
        stubborn.close();
        ended.await();

        assertThat(heard).isEmpty();
        assertThat(stubborn.trouble()).isEmpty();
    }

    @Test
    void troubleIsWhatWasSaidLast() {
        try (Trigger.Subscription changing = Triggers.looping("changing", hearing -> {
                    hearing.trouble("no connection");
                    wanted.take();
                    hearing.clear();
                })
                .start(hint -> {})) {
            await().until(() -> changing.trouble().orElse("").equals("no connection"));
            provoke();
            await().until(() -> changing.trouble().isEmpty());
        }
    }
}
