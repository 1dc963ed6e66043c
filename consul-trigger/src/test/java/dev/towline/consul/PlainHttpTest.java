package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers over a Unix socket as no real Consul gives them on demand. */
class PlainHttpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Consul-Index: 7\r\n\r\nhello and more",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-consul-index:7\r\n\r\n"
                        + "2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "HTTP/1.0 200\r\nX-Consul-Index: 7\r\n\r\nhello"
            })
    void aBodyComesByLengthInChunksOrToTheEnd(String text) throws Exception {
        Answer answer = answered(text);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.header("x-consul-index")).contains("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-x\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"
            })
    void whatIsNoAnswerIsAFailure(String text) {
        assertThatIOException().isThrownBy(() -> answered(text)).withMessageContaining("Consul at unix://");
    }

    @Test
    void aMissingSocketIsSaidSo() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> consul().send(Question.get("/v1/status/leader"), PATIENCE))
                .withMessageContaining("Consul at unix://");
    }

    @Test
    void silenceIsLeft() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket()));

            assertThatIOException()
                    .isThrownBy(() -> consul().send(Question.get("/v1/status/leader"), Duration.ofSeconds(1)))
                    .withMessageContaining("did not answer within 1 s");
            try (SocketChannel left = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(10_000);
                while (left.read(buffer) >= 0) {
                    assertThat(buffer.hasRemaining()).isTrue();
                }
            }
        }
    }

    private Answer answered(String text) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket()));
            FutureTask<Boolean> answering = new FutureTask<>(() -> answer(server, text));
            new Thread(answering).start();
            try {
                return consul().send(Question.get("/v1/status/leader"), PATIENCE);
            } finally {
                answering.get();
            }
        }
    }

    private static boolean answer(ServerSocketChannel server, String text) throws IOException {
        try (SocketChannel client = server.accept()) {
            StringBuilder request = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(1000);
            while (request.indexOf("\r\n\r\n") < 0 && client.read(buffer) >= 0) {
                request.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
                buffer.clear();
            }
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            return request.toString().startsWith("GET /v1/status/leader HTTP/1.1\r\nHost: ");
        }
    }

    private Path socket() {
        return directory.resolve("s");
    }

    private Consul consul() throws IOException {
        return Consul.builder()
                .environment(Map.of())
                .address("unix://" + socket())
                .build();
    }
}
