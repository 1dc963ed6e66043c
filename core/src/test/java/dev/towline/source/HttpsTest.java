package dev.towline.source;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path dir;

    private final Path keys = dir.resolve("keys.p12");
    private WireMockServer server = new WireMockServer();

    @BeforeEach
    void start() throws Exception {
        if (Files.notExists(keys)) {
            makeKeys();
        }
        server = new WireMockServer(wireMockConfig()
                .dynamicPort()
                .dynamicHttpsPort()
                .bindAddress("127.0.0.1")
                .keystorePath(keys.toString())
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD)
                .keystoreType("PKCS12"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    @DisplayName("N5 a certificate that nobody vouches for is not tried again")
    void badCertificate() {
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> Sources.http().open(secure("/a")))
                .withMessageContaining("certificate of 127.0.0.1 is not trusted");
    }

    @Test
    @DisplayName("N10 a redirect from https to http is not followed, one from http to https is")
    void downgrade() throws Exception {
        server.stubFor(get("/down").willReturn(redirect("http://127.0.0.1:" + server.port() + "/a")));
        server.stubFor(get("/up").willReturn(redirect("https://127.0.0.1:" + server.httpsPort() + "/a")));
        server.stubFor(get("/a")
                .willReturn(aResponse().withHeader("Content-Length", "1").withBody("a")));
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(trusting(keys));
        try {
            HttpSource source = Sources.http();
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() -> source.open(secure("/down")))
                    .withMessageContaining("from https to http://127.0.0.1");
            try (Artifact artifact =
                    source.open(ArtifactRequest.of(URI.create("http://127.0.0.1:" + server.port() + "/up")))) {
                assertThat(artifact.stream()).hasContent("a");
            }
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private ArtifactRequest secure(String path) {
        return ArtifactRequest.of(URI.create("https://127.0.0.1:" + server.httpsPort() + path));
    }

    private static com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder redirect(String location) {
        return aResponse().withStatus(302).withHeader("Location", location);
    }

    private void makeKeys() throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private static SSLContext trusting(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
