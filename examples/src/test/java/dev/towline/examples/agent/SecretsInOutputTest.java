package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.towline.examples.agent.CommandLines.Ended;
import dev.towline.manifest.Checksum;
import dev.towline.testkit.TarBytes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** I8: canaries in addresses, keys, variables and commands, looked for in everything that the commands print. */
@Timeout(120)
class SecretsInOutputTest {

    private static final String QUERY =
            "?X-Amz-Signature=canary-signature&X-Amz-Security-Token=canary-session&sig=canary-sas";
    private static final String NAMED = "canary-key-path";
    private static final String NOT_A_KEY = "canary-key-content";

    @TempDir
    Path home;

    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final StringBuilder said = new StringBuilder();
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private HttpServer server;
    private CommandLines agent;
    private Path dest;
    private Path key;
    private KeyPair pair;

    @BeforeEach
    void serve() throws Exception {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        agent = new CommandLines(home.resolve("state"));
        dest = home.resolve("app");
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = Files.writeString(
                home.resolve(NAMED),
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(publicKey())
                        + "\n-----END PUBLIC KEY-----\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = served.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        System.setErr(stderr);
        server.stop(0);
    }

    @Test
    void whateverTheCommandsPrintHoldsNoSecret() throws Exception {
        publish(1, "echo $API_TOKEN");
        publish(2, "echo $API_TOKEN; curl --user admin:canary-env-token " + address("x") + "; exit 7");

        assertThat(deploy(1)).isZero();
        assertThat(deploy(1)).isZero();
        assertThat(deploy(2)).as(said::toString).isEqualTo(1);
        assertThat(deploy(2)).as("in quarantine").isEqualTo(3);
        assertThat(deploy(3)).as("missing").isEqualTo(1);
        served.put("/2.yml.sig", new byte[64]);
        assertThat(deploy(2)).as("not signed").isEqualTo(3);
        run(new PlanCommand(), address("1.yml"), "--key", key, "--json");
        run(new HistoryCommand(), dest, "--json");
        run(new HistoryCommand(), dest);
        run(new StatusCommand(), "--json");
        run(new StatusCommand(), dest);
        run(new VerifyCommand(), dest, "--json");
        run(new RollbackCommand(), dest, "--json");
        Path none = Files.writeString(home.resolve("none.pub"), NOT_A_KEY + "\n");
        assertThat(run(new DeployCommand(), address("1.yml"), "--key", none)).isEqualTo(ExitStatus.USAGE);

        said.append(logged.toString(StandardCharsets.UTF_8));
        assertThat(said)
                .as("all of it was looked at")
                .contains("\"outcome\":\"deployed\"", "\"outcome\":\"rolled-back\"", "\"kind\":\"quarantined\"")
                .contains("\"intact\":true", "\"kind\":\"missing\"", "\"kind\":\"bad-signature\"", "none.pub");
        assertThat(said)
                .doesNotContain(
                        "canary-user",
                        "canary-password",
                        "canary-signature",
                        "canary-session",
                        "canary-sas",
                        "canary-env-token",
                        NAMED,
                        NOT_A_KEY,
                        Base64.getEncoder().encodeToString(publicKey()));
    }

    private byte[] publicKey() {
        return pair.getPublic().getEncoded();
    }

    private int deploy(int number) {
        return run(new DeployCommand(), address(number + ".yml"), "--key", key, "--json");
    }

    private int run(Callable<Integer> command, Object... args) {
        Ended ended = agent.run(command, args);
        said.append(ended.out()).append(ended.err());
        return ended.status();
    }

    private String address(String name) {
        return "http://canary-user:canary-password@127.0.0.1:"
                + server.getAddress().getPort() + "/" + name + QUERY;
    }

    private void publish(int number, String post) throws Exception {
        byte[] archive =
                TarBytes.tar().file("version", Integer.toString(number)).end().bytes();
        byte[] manifest = ("deployment: app\nserial: " + number + "\nsize: " + archive.length + "\nsrc: "
                        + address(number + ".tar") + "\nchecksum: "
                        + Checksum.of(Checksum.Algorithm.SHA_256, archive).hex() + "\ndest: " + dest
                        + "\ncommands:\n  env: {API_TOKEN: canary-env-token}\n  post: ['" + post + "']\n")
                .getBytes(StandardCharsets.UTF_8);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(manifest);
        served.put("/" + number + ".tar", archive);
        served.put("/" + number + ".yml", manifest);
        served.put("/" + number + ".yml.sig", signature.sign());
    }
}
