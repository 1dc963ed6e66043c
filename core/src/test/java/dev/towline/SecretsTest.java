package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.Hook;
import dev.towline.hook.HookEnvironment;
import dev.towline.hook.HookRunners;
import dev.towline.manifest.Check;
import dev.towline.manifest.Commands;
import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.Sources;
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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I8: canaries in addresses, variables and commands, looked for in everything that a deploy says. */
final class SecretsTest extends DeployTest {

    /** What must not be seen, by what it is. */
    private static final Map<String, String> CANARIES = Map.ofEntries(
            Map.entry("user of an address", "canary-user"),
            Map.entry("password of an address", "canary-userinfo-password"),
            Map.entry("signature of a presigned address", "canary-signature"),
            Map.entry("key id of a presigned address", "canary-credential"),
            Map.entry("session of a presigned address", "canary-session"),
            Map.entry("shared access signature", "canary-sas"),
            Map.entry("token of an address", "canary-access-token"),
            Map.entry("bearer token", "canary-bearer"),
            Map.entry("basic credentials", "Y2FuYXJ5OmJhc2lj"),
            Map.entry("password of a proxy", "Y2FuYXJ5OnByb3h5"),
            Map.entry("variable of the manifest", "canary-env-token"),
            Map.entry("variable in a template", "canary-template-secret"),
            Map.entry("password read from the environment by nobody", "canary-ambient"),
            Map.entry("key", "canary-key"));
    /** The manifest gives this one to its commands. */
    private static final String GIVEN = "API_TOKEN=canary-env-token";

    private static final String QUERY = "?X-Amz-Signature=canary-signature&X-Amz-Security-Token=canary-session"
            + "&X-Amz-Credential=canary-credential&sig=canary-sas&access_token=canary-access-token";
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
                .on("success", tellAndKeep(), "echo {{ must_env \"DB_PASSWORD\" }}")
                .on("failure", tellAndKeep(), "echo {{ must_env \"DB_PASSWORD\" }}; exit 1");
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

        StringBuilder said = new StringBuilder();
        DeployResult result;
        try (Recording recording = new Recording()) {
            recording.enable("dev.towline.DeployPhase");
            recording.start();
            result = deployer.deploy(manifest);
            recording.stop();
            said.append(text(recording));
        }

        assertThat(result.failure().isEmpty()).isEqualTo(failing.equals("none"));
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
        said.append(logged.toString(StandardCharsets.UTF_8)).append(state()).append(seenByCommands());
        assertThat(said).contains("dev.towline.DeployPhase");
        assertClean(said.toString());
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
                    throw refusal(request.uri());
                }
                byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
                return Artifact.of(new ByteArrayInputStream(bytes), bytes.length);
            }
            if (failing.equals("artifact-broken")) {
                throw refusal(request.uri());
            }
            return Artifact.of(new ByteArrayInputStream(artifact), artifact.length);
        };
        Trust trust =
                failing.equals("not-allowed") ? Trust.unsigned().sourcePrefixes("https://other/") : Trust.unsigned();
        DeployerBuilder builder = world.builder()
                .source("https", vault)
                .trust(trust)
                .environment(Map.of(
                        "PATH",
                        System.getenv("PATH"),
                        "DB_PASSWORD",
                        "canary-template-secret",
                        "PGPASSWORD",
                        "canary-ambient",
                        "AWS_SECRET_ACCESS_KEY",
                        "canary-key"))
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

    /** Every file of the state directory and its name; what a release wrote itself is for the running user only. */
    private String state() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> walk = Files.exists(world.state) ? Files.walk(world.state) : Stream.empty()) {
            for (Path path : walk.toList()) {
                all.append(path).append('\n');
                boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(directory ? "rwx------" : "rw-------");
                if (!directory && !path.endsWith("manifest")) {
                    all.append(Files.readString(path, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return all.toString();
    }

    /** A command that prints its input and its environment, and keeps both. */
    private String tellAndKeep() {
        return "tee -a " + seen() + "; env | tee -a " + seen();
    }

    private Path seen() {
        return world.home.resolve("seen");
    }

    /** What the telling commands read, without what the manifest itself gave them. */
    private String seenByCommands() throws IOException {
        return Files.exists(seen()) ? Files.readString(seen()).replace(GIVEN, "") : "";
    }

    private static String text(Recording recording) throws IOException {
        Path file = Files.createTempFile("towline", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).toString();
        } finally {
            Files.delete(file);
        }
    }

    /** A failure as careless as a source can be, with a cause and one more. */
    private static IOException refusal(URI uri) {
        IOException refusal = new IOException(
                "GET " + uri + " answered 500, Authorization: Bearer canary-bearer",
                new IOException("Proxy-Authorization: Basic Y2FuYXJ5OnByb3h5 for " + uri));
        refusal.addSuppressed(new IllegalStateException("Basic Y2FuYXJ5OmJhc2lj was refused by " + uri));
        return refusal;
    }

    private static void assertClean(String said) {
        CANARIES.forEach((what, canary) -> assertThat(said).as(what).doesNotContain(canary));
    }

    @Test
    @DisplayName("I8 what a program may print of Towline's values holds no secret")
    void valuesPrintNoSecret() {
        URI address = URI.create(ADDRESS + "x" + QUERY);
        String line = "curl -H 'Authorization: Bearer canary-bearer' -u canary-template-secret";
        Map<String, String> variables = Map.of("API_TOKEN", "canary-env-token", "PGPASSWORD", "canary-ambient");
        Hook hook =
                Hook.of("post", line).environment(variables).stdin("canary-key").build();
        List<Object> values = List.of(
                DeployRequest.of(address),
                ArtifactRequest.of(address),
                HookEnvironment.inheriting(variables).manifest(address),
                hook,
                new Commands(List.of(line), List.of(line), List.of(line), List.of(line), variables),
                new Check(List.of(line), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Sources.http().header("host", "Authorization", "Basic Y2FuYXJ5OmJhc2lj"),
                world.builder().environment(variables),
                world.builder().environment(variables).build());

        values.forEach(value -> assertClean(value.toString()));
        assertClean(new DeployEvent.Warning(DeployRequest.of(address), Instant.EPOCH, "none").toString());
    }
}
