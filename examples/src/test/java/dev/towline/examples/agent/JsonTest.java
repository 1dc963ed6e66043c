package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void controlCharactersCannotPlayWithATerminal() {
        assertThat(Json.escaped("a\u001b[2Kb\n日")).isEqualTo("a\\u001b[2Kb\\u000a日");
    }
}
