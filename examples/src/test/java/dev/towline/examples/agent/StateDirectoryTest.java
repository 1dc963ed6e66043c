package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDirectoryTest {

    @Test
    void systemdsComesFirstThenTheUsersThenRoots() {
        assertThat(usual(Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", "XDG_STATE_HOME", "/x", "HOME", "/h")))
                .isEqualTo(Path.of("/var/lib/a"));
        assertThat(usual(Map.of("XDG_STATE_HOME", "/x", "HOME", "/h"))).isEqualTo(Path.of("/x/towline"));
        assertThat(usual(Map.of("HOME", "/h"))).isEqualTo(Path.of("/h/.local/state/towline"));
        assertThat(usual(Map.of())).isEqualTo(Path.of("/var/lib/towline"));
        assertThat(StateDirectory.usual(Map.of(), "web", "/home/web"))
                .isEqualTo(Path.of("/home/web/.local/state/towline"));
    }

    private static Path usual(Map<String, String> environment) {
        return StateDirectory.usual(environment, "root", "/root");
    }
}
