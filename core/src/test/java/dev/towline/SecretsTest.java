package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.HookRunners;
import dev.towline.source.Artifact;
import dev.towline.source.ArtifactSource;
import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.TarBytes;
import dev.towline.trust.Trust;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I8: canaries in addresses, variables and commands, looked for in everything that a deploy says. */
final class SecretsTest extends DeployTest {

    private static final List<String> CANARIES = List.of(
            "canary-user",
            "canary-userinfo-password",
            "canary-signature",
            "canary-session",
            "canary-env-token",
            "canary-template-secret");
    private static final String QUERY = "?X-Amz-Signature=canary-signature&X-Amz-Security-Token=canary-session";
    private static final String ADDRESS = "https://canary-user:canary-userinfo-password@host/";

    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeEach
    void captureLogging() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveLoggingBack() {
        System.setErr(stderr);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "manifest-missing",
                "manifest-invalid",
                "artifact-broken",
                "wrong-digest",
                "pre",
                "post",
                "java",
                "check",
                "health",
                "not-allowed"
            })
    @DisplayName(
            "I8 no secret in results, events, logs, hook stdin, records or the state directory, however a deploy ends")
    void noSecretAnywhere(String failing) throws Exception {
        Release release = world.release(TWO)
                .with("src", ADDRESS + "artifact.tgz" + QUERY)
                .on(
                        "pre",
                        "echo using {{ must_env \"DB_PASSWORD\" }} and $API_TOKEN",
                        "echo \"" + ADDRESS + "x" + QUERY + "\"")
                .on("success", "cat; echo {{ must_env \"DB_PASSWORD\" }}")
                .on("failure", "cat; echo \"$TOWLINE_REASON\"; echo {{ must_env \"DB_PASSWORD\" }}; exit 1");
        switch (failing) {
            case "manifest-invalid" -> release.with("hook_timeout", "{{ must_env \"DB_PASSWORD\" }}");
            case "wrong-digest" -> release.with("checksum", "00".repeat(32));
            case "pre" -> release.on("pre", "echo {{ must_env \"DB_PASSWORD\" }}; exit 1");
            case "post" -> release.on("post", "curl {{ must_env \"DB_PASSWORD\" }} --nonsense; false");
            case "java" -> release.on("post", "java:boom");
            case "check" -> release.check("1s", "1h", "echo {{ must_env \"DB_PASSWORD\" }}; exit 1");
            case "health" -> release.check("1s", "1h", "true");
            default -> {}
        }
        String yaml = release.yaml().replace("commands:\n", "commands:\n  env: {API_TOKEN: canary-env-token}\n");
        Deployer deployer = deployer(failing, yaml);
        URI manifest = URI.create(ADDRESS + "manifest.yml" + QUERY);

        DeployResult result = deployer.deploy(manifest);

        assertThat(result.failure().isEmpty()).isEqualTo(failing.equals("none"));
        StringBuilder said = new StringBuilder();
        world.events.forEach(event -> said.append(event).append('\n'));
        said.append(result)
                .append(result.report().warnings())
                .append(result.report().dest());
        result.failure().ifPresent(failure -> {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            said.append(trace);
            said.append(failure instanceof HookFailedException hook ? hook.command() : "");
        });
        said.append(logged.toString(StandardCharsets.UTF_8)).append(state());
        assertThat(said).isNotEmpty();
        CANARIES.forEach(canary -> assertThat(said.toString()).as(failing).doesNotContain(canary));
        if (!failing.startsWith("manifest") && !failing.equals("not-allowed")) {
            assertThat(world.output()).as("the hooks did print it").anyMatch(line -> line.contains("***"));
            assertThat(logged.size() > 0).as("the log was looked at").isEqualTo(!failing.equals("none"));
        }
    }

    private Deployer deployer(String failing, String yaml) {
        byte[] artifact = failing.equals("artifact-broken") ? new byte[100] : artifact();
        ArtifactSource vault = request -> {
            if (request.uri().getPath().endsWith(".yml")) {
                if (failing.equals("manifest-missing")) {
                    throw new IOException(
                            "GET " + request.uri() + " answered 500, Authorization: Bearer canary-session");
                }
                byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
                return Artifact.of(new ByteArrayInputStream(bytes), bytes.length);
            }
            if (failing.equals("artifact-broken")) {
                throw new IOException("GET " + request.uri() + " answered 500");
            }
            return Artifact.of(new ByteArrayInputStream(artifact), artifact.length);
        };
        Trust trust =
                failing.equals("not-allowed") ? Trust.unsigned().sourcePrefixes("https://other/") : Trust.unsigned();
        DeployerBuilder builder = world.builder()
                .source("https", vault)
                .trust(trust)
                .environment(Map.of("PATH", System.getenv("PATH"), "DB_PASSWORD", "canary-template-secret"))
                .hookRunner(HookRunners.withJava(
                        Map.of("boom", hook -> {
                            throw new IllegalStateException("login with canary-template-secret failed");
                        }),
                        HookRunners.shell()));
        if (failing.equals("health")) {
            builder.healthCheck(request -> {
                throw new IOException("no answer to canary-template-secret from " + ADDRESS);
            });
        }
        return builder.build();
    }

    private static byte[] artifact() {
        return TarBytes.tar()
                .file("app", "two")
                .file("lib/a", "same")
                .file("lib/new", "only in two")
                .end()
                .gzip();
    }

    /** Names and texts of everything in the state directory but the manifest itself, which is for the owner alone. */
    private String state() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> walk = Files.exists(world.state) ? Files.walk(world.state) : Stream.empty()) {
            walk.forEach(path -> all.append(path).append('\n'));
        }
        Map<String, String> texts = new TreeMap<>(DeployInvariants.texts(world.state));
        texts.keySet().removeIf(name -> name.matches(".*/releases/[0-9a-f]{64}/manifest"));
        return all.append(texts).toString();
    }
}
