package dev.towline.disk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Guesses the number of the next descriptor: the one closed last, or one a little above the one opened last. Wrong
 * guesses only cost time. Thread-safe.
 */
final class Numbers {

    private static final int NEAR = 8;

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    void opened(int number) {
        opened.set(number);
    }

    void closed(int number) {
        closed.set(number);
    }

    int[] guesses() {
        int last = opened.get();
        return IntStream.concat(
                        IntStream.of(closed.get(), last), // then upwards: descriptors are given lowest first
                        IntStream.rangeClosed(last + 1, last + NEAR))
                .toArray();
    }
}
