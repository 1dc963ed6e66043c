package dev.towline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.CannotResumeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** With a store that returns checksums, which S3Proxy does not. */
class S3ChecksumTest {

    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private final ArtifactRequest request = ArtifactRequest.of(URI.create("s3://releases/a"));
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private byte[] sent = CONTENT;
    private String asked = "";

    S3ChecksumTest() throws java.io.IOException {}

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            asked = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-checksum-mode"));
            exchange.getResponseHeaders().add("ETag", "\"v1\"");
            exchange.getResponseHeaders().add("x-amz-checksum-crc32", crc32(CONTENT));
            exchange.sendResponseHeaders(200, sent.length);
            exchange.getResponseBody().write(sent);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void bytesThatKeepTheirChecksumAreRead() throws Exception {
        try (S3Client client = client();
                Artifact artifact = S3ArtifactSource.using(client).open(request)) {
            assertThat(artifact.stream().readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(asked).isEqualTo("ENABLED");
    }

    @Test
    void aFlippedBitIsNoticedAndTheObjectBegunAgain() throws Exception {
        sent = CONTENT.clone();
        sent[3] ^= 1;

        try (S3Client client = client();
                Artifact artifact = S3ArtifactSource.using(client).open(request)) {
            assertThatExceptionOfType(CannotResumeException.class)
                    .isThrownBy(() -> artifact.stream().readAllBytes())
                    .withMessageContaining("s3://releases/a was damaged");
        }
    }

    private S3Client client() {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return S3Store.client(endpoint, S3Store.SECRET);
    }

    private static String crc32(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        long value = crc.getValue();
        return Base64.getEncoder()
                .encodeToString(
                        new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
    }
}
