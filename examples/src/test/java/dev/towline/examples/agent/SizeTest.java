package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {

    @ParameterizedTest
    @CsvSource({
        "1000000, 1000000",
        "0, 0",
        "10MB, 10000000",
        "10M, 10000000",
        "10 mb, 10000000",
        "10MiB, 10485760",
        "1.5k, 1500",
        "1Ki, 1024",
        "2G, 2000000000",
        "1TiB, 1099511627776",
        "7b, 7"
    })
    void readsPowersOf1000AndOf1024(String text, long bytes) {
        assertThat(Size.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "10XB", "-1", "1e6", "MB", "10iB", "99999999999999999999T"})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Size.parse(text)).withMessageContaining("'" + text + "'");
    }
}
