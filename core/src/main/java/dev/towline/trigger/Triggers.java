package dev.towline.trigger;

import dev.towline.source.ArtifactSource;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/** The triggers that come with Towline. */
public final class Triggers {

    private Triggers() {}

    /** A trigger that the program pulls itself. */
    public static ManualTrigger manual() {
        return new ManualTrigger();
    }

    /**
     * A trigger that reads orders from {@code in} until its end, as {@link OrderReader} understands them. What is no order
     * is logged and passed over. A stream is read once: start it once. Closing does not close the stream, and cannot end
     * a read that is blocked: its thread, a daemon, goes with the next byte or the end of the JVM.
     */
    public static Trigger lines(InputStream in) {
        Objects.requireNonNull(in);
        return looping("orders", new LineLoop(in));
    }

    /** As {@link #polled(PointerSource, Duration)}, for a pointer that lies at {@code pointer}. */
    public static Trigger polled(ArtifactSource source, URI pointer, Duration interval) {
        return polled(Pointers.at(source, pointer), interval);
    }

    /**
     * A trigger that reads a pointer at once and then every {@code interval}, give or take a fifth, so that a thousand
     * hosts do not come in step. It hints when it has read a pointer for the first time, and when it is another one. A
     * pointer whose serial went down without saying {@code rollback} is refused, which like every failure to read is
     * {@linkplain Trigger.Subscription#trouble() trouble} and tried again.
     */
    public static Trigger polled(PointerSource pointer, Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("an interval is positive, not " + interval);
        }
        Objects.requireNonNull(pointer);
        return looping("pointer " + pointer, new PollLoop(pointer, interval));
    }

    /**
     * A trigger that runs {@code loop} on a daemon thread of its own each time it is started. Closing interrupts it; what
     * it says after that reaches nobody.
     *
     * @param name names it in logs and in its thread's name
     */
    public static Trigger looping(String name, TriggerLoop loop) {
        Objects.requireNonNull(loop);
        return hints -> Listening.begin(name, loop, Objects.requireNonNull(hints));
    }
}
