package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.towline.consul.testkit.ConsulAgent;
import dev.towline.consul.testkit.RealConsul;
import dev.towline.trigger.Trigger.Subscription;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS in both directions, with the certificates and keys that {@code consul tls} writes. */
class RealTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    private static RealConsul cluster;
    private static ConsulAgent server;
    private static Path pki;

    @BeforeAll
    static void startAgent() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(90));
        cluster = RealConsul.in(home);
        pki = home.resolve("n1");
        server = cluster.server(
                1,
                "\"ports\": {\"https\": 8501}",
                "\"addresses\": {\"https\": \"ADDRESS\"}",
                "\"verify_incoming_https\": true",
                "\"ca_file\": \"" + pki.resolve("consul-agent-ca.pem") + "\"",
                "\"cert_file\": \"" + pki.resolve("dc1-server-consul-0.pem") + "\"",
                "\"key_file\": \"" + pki.resolve("dc1-server-consul-0-key.pem") + "\"");
        server.run("tls", "ca", "create");
        server.run("tls", "cert", "create", "-server");
        server.run("tls", "cert", "create", "-client");
        server.run("tls", "ca", "create", "-domain=other");
        server.start().writable();
    }

    @AfterAll
    static void endAgent() {
        Awaitility.reset();
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("T13 with CA, client certificate, SEC1 key and server name an event is fired and heard")
    void mutualTls() throws Exception {
        assertThat(pki.resolve("dc1-client-consul-0-key.pem")).content().contains("BEGIN EC PRIVATE KEY");
        Consul consul = known().serverName("server.dc1.consul").build();
        Heard heard = new Heard();
        Path seen = home.resolve("seen");
        try (Subscription listening =
                ConsulTrigger.events(consul, "tls").remembering(seen).start(heard)) {
            await().until(() -> Files.exists(seen));
            ConsulEvents.of(consul).fire("tls", "secret");
            await().until(() -> heard.size() == 1);
            assertThat(listening.trouble()).isEmpty();
        }
    }

    @Test
    @DisplayName("T13 a name of the certificate needs no server name")
    void variablesOfTheEnvironment() throws Exception {
        Consul consul = Consul.builder()
                .environment(Map.of(
                        "CONSUL_HTTP_ADDR",
                        "http://" + server.address() + ":8501",
                        "CONSUL_HTTP_SSL",
                        "true",
                        "CONSUL_CACERT",
                        pki.resolve("consul-agent-ca.pem").toString(),
                        "CONSUL_CLIENT_CERT",
                        client("").toString(),
                        "CONSUL_CLIENT_KEY",
                        client("-key").toString(),
                        "CONSUL_TLS_SERVER_NAME",
                        "localhost"))
                .build();

        assertThat(ask(consul).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("T13 a wrong CA, a missing client certificate, a wrong name, plain HTTP: each has its own message")
    void distinctMessages() throws Exception {
        Consul wrongCa = https().caFile(pki.resolve("other-agent-ca.pem"))
                .clientCertificate(client(""), client("-key"))
                .serverName("server.dc1.consul")
                .build();
        Consul noCertificate = https().caFile(pki.resolve("consul-agent-ca.pem"))
                .serverName("server.dc1.consul")
                .build();
        Consul wrongName = known().build();
        Consul otherName = known().serverName("server.dc2.consul").build();
        Consul plain =
                server.builder().address("http://" + server.address() + ":8501").build();
        Consul tlsToPlain = server.builder()
                .address("https://" + server.address() + ":8500")
                .build();

        assertThatIOException().isThrownBy(() -> ask(wrongCa)).withMessageContaining("CONSUL_CACERT");
        assertThatIOException().isThrownBy(() -> ask(noCertificate)).withMessageContaining("CONSUL_CLIENT_CERT");
        assertThatIOException()
                .isThrownBy(() -> ask(wrongName))
                .withMessageContaining("CONSUL_TLS_SERVER_NAME names the one");
        assertThatIOException().isThrownBy(() -> ask(otherName)).withMessageContaining("not for server.dc2.consul");
        assertThatIOException().isThrownBy(() -> ask(plain)).withMessageContaining("https://");
        assertThatIOException().isThrownBy(() -> ask(tlsToPlain)).withMessageContaining("http://");
    }

    @Test
    void theServerIsAskedForByTheNameThatIsExpected() throws Exception {
        Tls own = Tls.of(
                Optional.empty(),
                Optional.empty(),
                Optional.of(pki.resolve("dc1-server-consul-0.pem")),
                Optional.of(pki.resolve("dc1-server-consul-0-key.pem")),
                Optional.empty(),
                true);
        try (SSLServerSocket socket = (SSLServerSocket)
                own.context().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<List<String>> asked = new FutureTask<>(() -> {
                try (SSLSocket client = (SSLSocket) socket.accept()) {
                    client.startHandshake();
                    return ((ExtendedSSLSession) client.getSession())
                            .getRequestedServerNames().stream()
                                    .map(name -> ((SNIHostName) name).getAsciiName())
                                    .toList();
                }
            });
            new Thread(asked).start();
            Consul consul = Consul.builder()
                    .environment(Map.of())
                    .address("https://localhost:" + socket.getLocalPort())
                    .caFile(pki.resolve("consul-agent-ca.pem"))
                    .serverName("server.dc1.consul")
                    .build();

            assertThatIOException().isThrownBy(() -> ask(consul));
            assertThat(asked).succeedsWithin(PATIENCE).isEqualTo(List.of("server.dc1.consul"));
        }
    }

    @Test
    void withoutVerificationEveryServerIsBelieved() throws Exception {
        Consul consul = Consul.builder()
                .environment(Map.of("CONSUL_HTTP_SSL_VERIFY", "0"))
                .address("https://" + server.address() + ":8501")
                .clientCertificate(client(""), client("-key"))
                .build();

        assertThat(ask(consul).status()).isEqualTo(200);
    }

    private static Consul.Builder https() {
        return Consul.builder().environment(Map.of()).address("https://" + server.address() + ":8501");
    }

    private static Consul.Builder known() {
        return https().caFile(pki.resolve("consul-agent-ca.pem")).clientCertificate(client(""), client("-key"));
    }

    private static Path client(String suffix) {
        return pki.resolve("dc1-client-consul-0" + suffix + ".pem");
    }

    private static Answer ask(Consul consul) throws IOException, InterruptedException {
        Question question = Question.get("/v1/status/leader");
        return consul.send(question, PATIENCE).orThrow(consul, question);
    }
}
