package dev.towline.trigger;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that hears that a deploy may be wanted, and nothing more. Hints may be lost, doubled, late and false: who
 * gets them looks at the pointer, and judges what they name as untrusted. Implementations are safe for use by several
 * threads.
 */
@FunctionalInterface
public interface Trigger {

    /**
     * Begins to listen and returns at once, also when what is listened to cannot be reached: that is
     * {@linkplain Subscription#trouble() trouble}, and is tried again until it is closed.
     *
     * @param hints gets each hint, one at a time, on a thread of the trigger. It should return soon. What it throws is
     *     logged and does not end the trigger
     */
    Subscription start(Consumer<Hint> hints);

    /** A trigger that listens. Safe for use by several threads. */
    interface Subscription extends AutoCloseable {

        /** What keeps it from hearing at the moment, in one sentence without secrets; empty when nothing does. */
        default Optional<String> trouble() {
            return Optional.empty();
        }

        /**
         * Ends listening: no hint begins once this returned. Returns soon, whatever the trigger waits for; a hint that is
         * being handed over at that moment is waited for a second at most. Closing again does nothing.
         */
        @Override
        void close();
    }
}
