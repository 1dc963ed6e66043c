package dev.towline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** N11: where a name leads is looked at right before each connect. */
class HostAddressesTest {

    private static final String METADATA = "http://169.254.169.254/latest/meta-data/";

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "169.254.170.23",
                "[fe80::1]",
                "[FEBF::1]",
                "[fd00:ec2::254]",
                "[fd00:ec2::23]",
                "[::ffff:169.254.169.254]",
                "[::ffff:a9fe:a9fe]",
                "[0:0:0:0:0:ffff:a9fe:a9fe]",
                "[::a9fe:a9fe]",
                "[64:ff9b::a9fe:a9fe]",
                "[64:ff9b::169.254.169.254]",
                "[2002:a9fe:a9fe::1]",
            })
    @DisplayName("N11 link-local addresses are refused in every form, whatever the request allows")
    void linkLocal(String host) {
        for (String scheme : List.of("http", "https")) {
            assertThatExceptionOfType(ForbiddenAddressException.class)
                    .isThrownBy(() -> Sources.http()
                            .open(ArtifactRequest.of(URI.create(scheme + "://" + host + ":9/a?secret"))
                                    .connectsOnlyTo(address -> true)))
                    .withMessageContaining("link-local")
                    .withMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2852039166",
                "0xa9fea9fe",
                "0xa9.0xfe.0xa9.0xfe",
                "0251.0376.0251.0376",
                "169.254.43518",
                "169.16689662",
                "169.254.169.254."
            })
    @DisplayName("N11 numbers that some resolvers take for an address lead nowhere")
    void numbers(String host) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Sources.http().open(ArtifactRequest.of(URI.create("http://" + host + "/a"))))
                .satisfies(e -> assertThat(e.getMessage())
                        .containsAnyOf("link-local", "names no valid host", "cannot be resolved"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3",
        "::1, ::1",
        "::, ::",
        "2001:db8::1, 2001:db8::1",
        "64:ff9b::a01:203, 10.1.2.3",
        "2002:a01:203::9, 10.1.2.3",
        "::10.1.2.3, 10.1.2.3",
        "::ffff:10.1.2.3, 10.1.2.3",
        "64:ff9b:1::a01:203, 64:ff9b:1::a01:203",
    })
    @DisplayName("N11 an IPv6 address that stands for an IPv4 one is judged as that one")
    void embedded(String address, String judged) throws Exception {
        assertThat(HostAddresses.embedded(InetAddress.getByName(address))).isEqualTo(InetAddress.getByName(judged));
    }

    @Test
    @DisplayName("N11 a redirect to a link-local address is not followed")
    void redirectedToLinkLocal() throws IOException {
        try (SocketServer server = SocketServer.playing(
                SocketServer.says("HTTP/1.1 302 Found\nContent-Length: 0\nLocation: " + METADATA, new byte[0]))) {
            assertThatExceptionOfType(ForbiddenAddressException.class)
                    .isThrownBy(() -> Sources.http().open(ArtifactRequest.of(server.uri("/a"))))
                    .withMessageContaining("169.254.169.254");
        }
    }

    @Test
    @DisplayName("N11 a server that the request does not allow is not connected to, by name or by redirect")
    void notAllowed() throws IOException {
        try (SocketServer inner =
                        SocketServer.playing(SocketServer.says("HTTP/1.1 200 OK\nContent-Length: 0", new byte[0]));
                SocketServer outer = SocketServer.playing(SocketServer.says(
                        "HTTP/1.1 302 Found\nContent-Length: 0\nLocation: "
                                + inner.uri("/b").toString().replace("127.0.0.1", "127.0.0.2"),
                        new byte[0]))) {
            InetAddress first = InetAddress.getByName("127.0.0.1");
            ArtifactRequest request = ArtifactRequest.of(outer.uri("/a"));

            assertThatExceptionOfType(ForbiddenAddressException.class)
                    .isThrownBy(() -> Sources.http().open(request.connectsOnlyTo(first::equals)))
                    .withMessageContaining("127.0.0.2");
            assertThat(outer.requests()).hasSize(1);
            assertThatExceptionOfType(ForbiddenAddressException.class)
                    .isThrownBy(
                            () -> Sources.http().open(request.connectsOnlyTo(address -> !address.isLoopbackAddress())))
                    .withMessageContaining("which policy forbids");
            assertThat(outer.requests()).hasSize(1);
            assertThat(inner.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("N11 a name is refused as soon as one of its addresses is")
    void names() throws Exception {
        Path hosts = Files.writeString(
                dir.resolve("hosts"), "127.0.0.1 rebound.test\n169.254.169.254 rebound.test\n127.0.0.1 fine.test\n");
        try (SocketServer server =
                SocketServer.playing(SocketServer.says("HTTP/1.1 200 OK\nContent-Length: 2", new byte[] {'o', 'k'}))) {
            String address = server.uri("/a").toString();

            assertThat(opening(hosts, address.replace("127.0.0.1", "fine.test")))
                    .contains("read 2 bytes");
            assertThat(opening(hosts, address.replace("127.0.0.1", "rebound.test")))
                    .contains("ForbiddenAddressException")
                    .contains("169.254.169.254");
            assertThat(server.requests()).hasSize(1);
        }
    }

    /** Opens an address in a JVM that resolves names by {@code hosts}, and says what came of it. */
    private static String opening(Path hosts, String address) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opens.class.getName(),
                        address)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    static final class Opens {

        public static void main(String[] args) throws Exception {
            try (Artifact artifact = Sources.http().open(ArtifactRequest.of(URI.create(args[0])))) {
                System.out.println("read " + artifact.stream().readAllBytes().length + " bytes");
            }
        }
    }
}
