package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.PastDeploy;
import dev.towline.TargetState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void controlCharactersCannotPlayWithATerminal() {
        assertThat(Json.escaped("a\u001b[2Kb\n日")).isEqualTo("a\\u001b[2Kb\\u000a日");
    }

    @Test
    void aPastDeployNamesTheOrderThatItCarriedOut() {
        PastDeploy past = new PastDeploy(
                Instant.EPOCH,
                "deployed",
                TargetState.CHANGED,
                "r",
                Optional.of("42"),
                "file:/m.yml",
                Optional.empty(),
                Optional.empty());

        assertThat(Json.ofHistory(List.of(past)))
                .isEqualTo("[{\"at\":\"1970-01-01T00:00:00Z\",\"outcome\":\"deployed\",\"target\":\"changed\","
                        + "\"release\":\"r\",\"order\":\"42\",\"manifest\":\"file:/m.yml\"}]");
    }
}
