package dev.towline.trigger;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells which readings of a pointer are worth a hint: the first, and each that is another pointer than the one before and
 * not an older one. For triggers that read a pointer again and again; used by one thread.
 */
public final class PointerWatch {

    private final String origin;
    private final TriggerLoop.Hearing hearing;
    private @Nullable Pointer last;

    /**
     * A watch that has seen nothing yet.
     *
     * @param origin what its hints say about where they are from
     * @param hearing gets the hints, and what is wrong with a reading
     */
    public PointerWatch(String origin, TriggerLoop.Hearing hearing) {
        this.origin = origin;
        this.hearing = hearing;
    }

    /** Judges what was read just now; empty means that there is no pointer, which is no reason to do anything. */
    public void saw(Optional<Pointer> reading) {
        if (reading.isEmpty()) {
            hearing.trouble("there is no pointer yet");
            return;
        }
        Pointer pointer = reading.get();
        if (last != null && !pointer.mayFollow(last)) {
            hearing.trouble("the pointer " + pointer + " is older than " + last
                    + " and does not say rollback: it is not followed");
            return;
        }
        hearing.clear();
        if (last == null || !pointer.equals(last)) {
            last = pointer;
            Hint hint = Hint.from(origin).withManifest(pointer.manifest());
            hearing.hint(pointer.id().map(hint::withDeployId).orElse(hint));
        }
    }
}
