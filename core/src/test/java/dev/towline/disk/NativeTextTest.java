package dev.towline.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;

class NativeTextTest {

    @Test
    void whatTheLocaleCannotExpressIsNamedByItsCodePoint() {
        assertThat(NativeText.of(US_ASCII).inexpressible("rm g/日")).contains("U+65E5");
        assertThat(NativeText.of(ISO_8859_1).inexpressible("é日")).contains("U+65E5");
        assertThat(NativeText.of(US_ASCII).inexpressible("\uD83D\uDE80")).contains("U+1F680");
        assertThat(NativeText.of(UTF_8).inexpressible("é日\uD83D\uDE80")).isEmpty();
        assertThat(NativeText.of(US_ASCII).inexpressible("rm g/*\t\n")).isEmpty();
    }

    @Test
    void halfACharacterIsInexpressibleEverywhere() {
        assertThat(NativeText.of(UTF_8).inexpressible("\uD83D")).contains("U+D83D");
    }

    @Test
    void namesAndCommandsMustAgree() {
        assertThat(NativeText.of(UTF_8, ISO_8859_1).inexpressible("é")).contains("U+00E9");
        assertThat(NativeText.of(UTF_8, US_ASCII).inexpressible("plain")).isEmpty();
    }

    @Test
    void theMessageNamesTheThingTheCharacterAndTheRemedy() {
        assertThatIOException()
                .isThrownBy(() -> NativeText.of(US_ASCII).require("the variable CITY", "京都"))
                .withMessage("the variable CITY has the character U+4EAC, which this JVM cannot pass on:"
                        + " its locale encodes text as US-ASCII; start it with LC_ALL=C.UTF-8");
        assertThatCode(() -> NativeText.of(UTF_8).require("the variable CITY", "京都"))
                .doesNotThrowAnyException();
    }
}
