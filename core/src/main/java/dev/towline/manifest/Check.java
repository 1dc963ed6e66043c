package dev.towline.manifest;

import java.time.Duration;
import java.util.List;

/**
 * The {@code check} of a manifest: commands repeated until all of them pass in one round, or the deadline ends.
 *
 * @param commands shell lines, run in order
 * @param deadline how long to keep trying, counted from the first round; default 60 s
 * @param interval the pause between two rounds; default 2 s
 */
public record Check(List<String> commands, Duration deadline, Duration interval) {

    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);

    public Check {
        commands = List.copyOf(commands);
    }

    /** How many commands there are: their lines may hold secrets. */
    @Override
    public String toString() {
        return "check by " + commands.size() + " commands within " + deadline + ", every " + interval;
    }
}
