package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenEventsTest {

    @TempDir
    Path state;

    @Test
    void anEventIsClaimedOnce() throws Exception {
        assertThat(new SeenEvents(state).claim("a 1")).isTrue();
        assertThat(new SeenEvents(state).claim("a 1")).isFalse();
        assertThat(new SeenEvents(state).claim("a 2")).isTrue();
    }

    @Test
    void theNewest256AreKept() throws Exception {
        SeenEvents seen = new SeenEvents(state);
        for (int i = 0; i <= 256; i++) {
            seen.claim("event " + i);
        }

        assertThat(Files.readAllLines(state.resolve("seen-events"))).hasSize(256);
        assertThat(seen.claim("event 256")).isFalse();
        assertThat(seen.claim("event 0")).isTrue();
    }

    @Test
    void anIdWithALineBreakForgesNoOther() throws Exception {
        SeenEvents seen = new SeenEvents(state);
        seen.claim("a\nb 1");

        assertThat(seen.claim("b 1")).isTrue();
    }
}
