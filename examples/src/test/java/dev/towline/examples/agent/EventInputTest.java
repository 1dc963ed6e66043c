package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventInputTest {

    private static final String URL = "s3://releases/web/1.yml";

    @Test
    void aLineIsAnOrderBeforeTheInputEnds() throws Exception {
        try (PipedOutputStream open = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(open)) {
            open.write((URL + "\n").getBytes(StandardCharsets.UTF_8));

            assertThat(EventInput.read(in, false).manifest()).isEqualTo(URI.create(URL));
        }
    }

    @Test
    void aBareUrlIsNoEvent() throws Exception {
        assertThat(read(URL).event()).isEmpty();
    }

    @Test
    void anEventIsKnownByIdAndLamportTime() throws Exception {
        EventInput order = read("[{\"ID\":\"a-1\",\"LTime\":42,\"Payload\":\"" + base64(URL) + "\"}]");

        assertThat(order.manifest()).isEqualTo(URI.create(URL));
        assertThat(order.event()).contains("a-1 42");
    }

    @Test
    void theLastEventCountsAndNestedValuesAreSkipped() throws Exception {
        EventInput order = read("[{\"Payload\":\"" + base64("file:///old") + "\",\"ID\":\"a\"},"
                + "{\"Tags\":[{\"ID\":\"inner\"}],\"Payload\":\"" + base64(URL + "\n") + "\"}]");

        assertThat(order.manifest()).isEqualTo(URI.create(URL));
        assertThat(order.event()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[{}]",
                "[1]",
                "[{\"Payload\":null}]",
                "[{\"Payload\":\"\"}]",
                "[{\"Payload\":\"*\"}]",
                "[{\"Payload\":\"IA==\"}]",
                "[{\"Payload\"",
                "\n",
                "no url",
                "/path"
            })
    void whatIsNoOrderIsSaidToBeNone(String text) {
        assertThatIOException().isThrownBy(() -> read(text)).withMessageMatching(".*(order|onsul).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "["})
    void anEndlessInputIsGivenUp(String first) {
        assertThatIOException().isThrownBy(() -> EventInput.read(new Endless(first.charAt(0)), false));
    }

    @Test
    void aMessageDoesNotRepeatAQuery() {
        assertThatIOException()
                .isThrownBy(() -> read("host/m.yml?X-Amz-Signature=abc"))
                .withMessageNotContaining("abc");
    }

    private static EventInput read(String text) throws IOException {
        return EventInput.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), false);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One character and then spaces. */
    private static final class Endless extends java.io.InputStream {
        private int next;

        Endless(int first) {
            next = first;
        }

        @Override
        public int read() {
            int b = next;
            next = ' ';
            return b;
        }
    }
}
