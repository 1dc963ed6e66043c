package dev.towline.examples.agent;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Where the agent keeps its records unless it is told. */
final class StateDirectory {

    private StateDirectory() {}

    /** systemd's, else the user's own, else the system's for root without a home. */
    static Path usual(Map<String, String> environment, String user, String home) {
        String given = environment.getOrDefault("STATE_DIRECTORY", "");
        if (!given.isEmpty()) {
            return Path.of(Stream.of(given.split(":", 0)).findFirst().orElse(given));
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        if (!state.isEmpty()) {
            return Path.of(state, "towline");
        }
        String own = environment.getOrDefault("HOME", "");
        return own.isEmpty() && user.equals("root")
                ? Path.of("/var/lib/towline")
                : Path.of(own.isEmpty() ? home : own, ".local", "state", "towline");
    }
}
