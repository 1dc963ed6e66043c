package dev.towline.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The lines of output that a hook told. */
final class Told implements Consumer<String> {

    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);

    @Override
    public synchronized void accept(String line) {
        lines.add(line);
        first.countDown();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    String line(int index) {
        return lines().get(index);
    }

    /** Waits until something was told. */
    void awaitFirst() throws InterruptedException {
        first.await();
    }
}
