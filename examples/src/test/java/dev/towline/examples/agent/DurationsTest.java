package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "60, PT1M",
        "1.5, PT1.5S",
        "0, PT0S",
        "500ms, PT0.5S",
        "60s, PT1M",
        "1m30s, PT1M30S",
        "1.5h, PT1H30M",
        "100us, PT0.0001S",
        "0.0000000001, PT0S"
    })
    void readsSecondsAndUnits(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "1m30", "5 s", "-1s", "1d", "s", "1.s", "99999999999h", "10s "})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("'" + text + "'");
    }
}
