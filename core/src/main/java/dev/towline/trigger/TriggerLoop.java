package dev.towline.trigger;

/** What a trigger that {@linkplain Triggers#looping runs on a thread of its own} does there. */
@FunctionalInterface
public interface TriggerLoop {

    /**
     * Listens until it is interrupted, or until nothing more can come. It deals with failures itself: what it throws ends
     * the trigger.
     *
     * @throws InterruptedException when the trigger was closed
     */
    void run(Hearing hearing) throws InterruptedException;

    /** To whom a loop tells what it hears. Safe for use by several threads. */
    interface Hearing {

        /** Hands a hint on; once the trigger is closed, does nothing. */
        void hint(Hint hint);

        /**
         * Says what keeps the trigger from hearing, in one sentence without secrets. It is logged when it is another
         * sentence than before.
         */
        void trouble(String sentence);

        /** Says that nothing does. */
        void clear();
    }
}
