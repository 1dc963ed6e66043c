package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.DeployEvent;
import dev.towline.DeployPhase;
import dev.towline.DeployRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private static final DeployRequest REQUEST = DeployRequest.of(URI.create("file:///m.yml"));

    @Test
    void aTerminalSeesOneMovingLineAPhaseWithRateAndRemainingTime() {
        assertThat(told(true))
                .matches("(?s)\r\u001b\\[Kstage \\.\\.\\.\r\u001b\\[Kstage 1\\.0 MB, 7 entries, [0-9.]+ MB/s, .* left"
                        + "\r\u001b\\[Kstage done in 1500 ms\n");
    }

    @Test
    void aLogGetsALineAPhase() {
        assertThat(told(false)).isEqualTo("stage done in 1500 ms\n");
    }

    private static String told(boolean terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        Instant now = Instant.EPOCH;
        console.on(new DeployEvent.PhaseStarted(REQUEST, now, DeployPhase.STAGE));
        console.on(new DeployEvent.Progress(REQUEST, now, 1_000_000, OptionalLong.of(4_000_000), 7));
        console.on(new DeployEvent.PhaseEnded(REQUEST, now, DeployPhase.STAGE, Duration.ofMillis(1500), true));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
