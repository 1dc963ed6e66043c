package dev.towline.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderReaderTest {

    private static final String URL = "s3://releases/web/1.yml";

    @ParameterizedTest
    @ValueSource(strings = {URL + "\n", "[{\"Payload\":\"czM6Ly9yZWxlYXNlcy93ZWIvMS55bWw=\"}]"})
    void anOrderIsReadBeforeTheInputEnds(String text) throws Exception {
        try (PipedOutputStream open = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(open)) {
            open.write(text.getBytes(StandardCharsets.UTF_8));

            assertThat(OrderReader.of(in, "test").next().orElseThrow().manifest())
                    .contains(URI.create(URL));
        }
    }

    @Test
    void aBareUrlIsNoEvent() throws Exception {
        assertThat(read(URL).id()).isEmpty();
    }

    @Test
    void anEventIsKnownByIdAndLamportTime() throws Exception {
        Hint order = read("[{\"ID\":\"a-1\",\"LTime\":42,\"Payload\":\"" + base64(URL) + "\"}]");

        assertThat(order.manifest()).contains(URI.create(URL));
        assertThat(order.id()).contains("a-1 42");
    }

    @Test
    void theLastEventCountsAndNestedValuesAreSkipped() throws Exception {
        Hint order = read("[{\"Payload\":\"" + base64("file:///old") + "\",\"ID\":\"a]\\\"\"},"
                + "{\"Tags\":[{\"ID\":\"inner\"}],\"Payload\":\"" + base64(URL + "\n") + "\"}]");

        assertThat(order.manifest()).contains(URI.create(URL));
        assertThat(order.id()).isEmpty();
    }

    @Test
    void aListMayTakeSeveralLines() throws Exception {
        assertThat(read("\n [\n{\"Payload\":\n\"" + base64(URL) + "\"}\n]").manifest())
                .contains(URI.create(URL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{}]", "[{\"Payload\":null}]", "[{\"Payload\":\"\"}]", "[{\"Payload\":\"IA==\"}]"})
    void anEventWithoutPayloadNamesNothing(String text) throws Exception {
        assertThat(read(text).manifest()).isEmpty();
        assertThat(read(text).deployId()).isEmpty();
    }

    @Test
    void aWordIsADeployId() throws Exception {
        assertThat(read("2026-11-23_7").deployId()).contains("2026-11-23_7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \n \n"})
    void nothingIsTheEnd(String text) throws Exception {
        assertThat(reader(text).next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1]",
                "[{},1]",
                "[{\"Payload\":\"*\"}]",
                "[{\"Payload\"",
                "[{]}",
                "no url",
                "/path",
                "mailto:somebody"
            })
    void whatIsNoOrderIsSaidToBeNone(String text) {
        assertThatExceptionOfType(InvalidOrderException.class)
                .isThrownBy(() -> read(text))
                .withMessageMatching(".*(order|onsul).*");
    }

    @Test
    void fromAWatchALineIsNoOrder() throws Exception {
        OrderReader orders =
                reader(URL + "\n[{\"Payload\":\"" + base64(URL) + "\"}]").fromConsulWatch();

        assertThatExceptionOfType(InvalidOrderException.class)
                .isThrownBy(orders::next)
                .withMessageContaining("consul watch");
        assertThat(orders.next().orElseThrow().origin()).isEqualTo("Consul event on test");
    }

    @Test
    void theNextOrderIsReadBehindOneThatIsNone() throws Exception {
        OrderReader orders = reader("no url\n" + URL + "\n");

        assertThatIOException().isThrownBy(orders::next);
        assertThat(orders.next().orElseThrow().manifest()).contains(URI.create(URL));
        assertThat(orders.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[", "[\""})
    void anEndlessInputIsGivenUp(String beginning) {
        InputStream endless = new java.io.SequenceInputStream(
                new ByteArrayInputStream(beginning.getBytes(StandardCharsets.UTF_8)), new Endless());

        assertThatIOException()
                .isThrownBy(() -> OrderReader.of(endless, "test").next())
                .withMessageContaining("more than");
    }

    @Test
    void aMessageDoesNotRepeatAQuery() {
        assertThatIOException()
                .isThrownBy(() -> read("host/m.yml?X-Amz-Signature=abc"))
                .withMessageNotContaining("abc");
    }

    private static Hint read(String text) throws IOException {
        return reader(text).next().orElseThrow();
    }

    private static OrderReader reader(String text) {
        return OrderReader.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "test");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return 'a';
        }
    }
}
