package dev.towline.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {

    private static final URI MANIFEST = URI.create("s3://releases/web/7.yml");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://releases/web/7.yml",
                " s3://releases/web/7.yml\n",
                "{\"manifest\":\"s3://releases/web/7.yml\"}",
                "{\"x-note\": {\"by\": [\"me\"]}, \"manifest\": \"s3:\\/\\/releases\\/web\\/7.yml\"}\n"
            })
    void aUrlOrAnObjectIsAPointer(String text) throws Exception {
        assertThat(parse(text)).isEqualTo(Pointer.to(MANIFEST));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Pointer plain = Pointer.to(MANIFEST);
        Pointer all = plain.withId("2026-11-23_1").withSerial(Long.MAX_VALUE).asRollback();

        assertThat(plain.text()).isEqualTo("s3://releases/web/7.yml\n");
        assertThat(parse(plain.text())).isEqualTo(plain);
        assertThat(parse(all.text())).isEqualTo(all).hasSameHashCodeAs(all);
        assertThat(parse(plain.withSerial(1).text())).isNotEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                                             | empty
                    /srv/m.yml                                     | URL
                    s3://a s3://b                                  | URL
                    mailto:me                                      | URL
                    {}                                             | names no manifest
                    {"manifest":7}                                 | manifest is a string
                    {"manifest":null}                              | manifest is a string
                    {"manifest":"x"}                               | URL
                    {"manifest":"s3://a/b","id":"a b"}             | deploy id is
                    {"manifest":"s3://a/b","id":""}                | deploy id is
                    {"manifest":"s3://a/b","serial":"7"}           | serial is a whole number
                    {"manifest":"s3://a/b","serial":7.0}           | serial is a whole number
                    {"manifest":"s3://a/b","serial":-1}            | not negative
                    {"manifest":"s3://a/b","serial":9223372036854775808} | 2^63
                    {"manifest":"s3://a/b","rollback":"yes"}       | true or false
                    {"manifest":"s3://a/b","serail":7}             | no key serail
                    {"manifest":"s3://a/b","manifest":"s3://a/c"}  | Duplicate
                    {"manifest":"s3://a/b"} {}                     | behind
                    {"manifest":"s3://a/b"                         | none
                    {'manifest':'s3://a/b'}                        | none
                    """)
    void whatIsNoPointerIsSaidToBeNone(String text, String said) {
        assertThatExceptionOfType(InvalidPointerException.class)
                .isThrownBy(() -> parse(text))
                .withMessageContaining(said);
    }

    @Test
    void neitherTooLongNorUnreadableTextIsAPointer() {
        assertThatExceptionOfType(InvalidPointerException.class)
                .isThrownBy(() -> parse("s3://a/" + "b".repeat(Pointer.LONGEST)))
                .withMessageContaining("8192");
        assertThatExceptionOfType(InvalidPointerException.class)
                .isThrownBy(() -> Pointer.parse(new byte[] {'s', '3', (byte) 0xff}))
                .withMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https:/h/a b?sig=geheim", "h/m?sig=geheim", "{\"manifest\":\"h/m?sig=geheim\"}"})
    void aMessageDoesNotRepeatAQuery(String text) {
        assertThatExceptionOfType(InvalidPointerException.class)
                .isThrownBy(() -> parse(text))
                .withMessageNotContaining("geheim");
    }

    @Test
    void printingHidesCredentials() throws Exception {
        Pointer pointer =
                parse("https://me:geheim@h/m.yml?sig=geheim").withId("a").withSerial(3);

        assertThat(pointer).hasToString("to https://h/m.yml, id a, serial 3");
        assertThat(Hint.from("x").withManifest(pointer.manifest()).toString()).doesNotContain("geheim");
    }

    @Test
    void aLowerSerialFollowsOnlyAsRollback() {
        Pointer seven = Pointer.to(MANIFEST).withSerial(7);

        assertThat(seven.withSerial(8).mayFollow(seven)).isTrue();
        assertThat(seven.mayFollow(seven)).isTrue();
        assertThat(seven.withSerial(6).mayFollow(seven)).isFalse();
        assertThat(Pointer.to(MANIFEST).mayFollow(seven)).isFalse();
        assertThat(seven.withSerial(6).asRollback().mayFollow(seven)).isTrue();
        assertThat(Pointer.to(MANIFEST).mayFollow(Pointer.to(MANIFEST))).isTrue();
    }

    @Test
    void aPointerPointsSomewhere() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pointer.to(URI.create("m.yml")));
    }

    private static Pointer parse(String text) throws InvalidPointerException {
        return Pointer.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
