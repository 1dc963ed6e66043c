package dev.towline.sync.mover;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Goes on after a failure, so that as much as possible is restored, and tells the first in the end. */
final class Failures {

    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private @Nullable IOException first;

    void collect(Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            if (first == null) {
                first = e instanceof IOException failure ? failure : new IOException(e);
            } else {
                first.addSuppressed(e);
            }
        }
    }

    void throwFirst() throws IOException {
        if (first != null) {
            throw first;
        }
    }
}
