package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.e2e.Agent.Outcome;
import dev.towline.testkit.RealTools;
import dev.towline.testkit.TarBytes;
import dev.towline.testkit.TreeSnapshot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's command line, which other programs rely on. */
class AgentIT {

    private static final byte[] ONE =
            TarBytes.tar().file("version", "1\n").file("same", "same\n").end().gzip();
    private static final byte[] TWO = TarBytes.tar()
            .file("version", "two\n")
            .file("same", "same\n")
            .file("new", "new\n")
            .end()
            .zstd();

    @TempDir
    Path home;

    private Published published;
    private Path dest;

    @BeforeEach
    void publish() {
        published = new Published(home.resolve("releases"));
        dest = home.resolve("app");
    }

    @Test
    void deployWritesOneObjectWithItsFieldsInOrder() {
        URI manifest = published.release("1", ONE, dest, "deployment: web\n");
        String release = Published.digest("SHA-256", read(manifest));

        Outcome outcome = agent().run("deploy", manifest.toString(), "--allow-unsigned", "--json");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out().replaceAll("\"millis\":\\d+", "\"millis\":0"))
                .isEqualTo("{\"outcome\":\"deployed\",\"deployment\":\"web\",\"release\":\"" + release
                        + "\",\"dest\":\"" + dest
                        + "\",\"target\":\"changed\",\"files\":{\"added\":2,\"changed\":0,\"removed\":0,\"unchanged\":0},"
                        + "\"bytes\":{\"fetched\":" + (ONE.length + read(manifest).length)
                        + ",\"written\":7,\"reused\":0},\"phases\":[{\"phase\":\"resolve\",\"millis\":0},"
                        + "{\"phase\":\"stage\",\"millis\":0},{\"phase\":\"pre\",\"millis\":0},"
                        + "{\"phase\":\"activate\",\"millis\":0},{\"phase\":\"post\",\"millis\":0},"
                        + "{\"phase\":\"check\",\"millis\":0}],\"warnings\":[]}\n");
    }

    @Test
    void withoutJsonTheResultIsALineAndProgressIsOnStandardError() {
        URI manifest = published.release("1", ONE, dest, "deployment: web\ncommands: {post: [echo hello]}\n");

        Outcome outcome = agent().run("deploy", manifest.toString(), "--allow-unsigned");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .startsWith("deployed web ")
                .contains("2 added")
                .hasLineCount(1);
        assertThat(outcome.err())
                .containsSubsequence("resolve done", "stage done", "post| hello", "post done")
                .doesNotContain("\u001b");
    }

    @Test
    void aFailureSaysWhereOfWhichKindAndWhatIsOnDisk() {
        agent().run("deploy", published.release("1", ONE, dest, "").toString(), "--allow-unsigned");
        TreeSnapshot before = TreeSnapshot.of(dest);
        URI manifest = published.release("2", TWO, dest, "commands: {post: [exit 7]}\n");

        Outcome outcome = agent().run("deploy", manifest.toString(), "--allow-unsigned", "--json");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .hasLineCount(1)
                .startsWith("{\"outcome\":\"rolled-back\",\"release\":")
                .contains(
                        "\"target\":\"restored\"",
                        "\"error\":{\"phase\":\"post\",\"kind\":\"hook-failed\",\"message\":")
                .endsWith("}}\n");
        before.assertSame(TreeSnapshot.of(dest));
    }

    @Test
    void whatTrustRefusesEndsWithThree() {
        URI manifest = published.release("1", ONE, dest, "");
        String url = manifest.toString();
        List<List<String>> refusals = List.of(
                List.of("--dest-prefix", "/srv"),
                List.of("--manifest-prefix", "https://releases.example/"),
                List.of("--source-prefix", "s3://releases/"),
                List.of("--deployment", "other"));
        for (List<String> rule : refusals) {
            Outcome outcome = agent().run("deploy", url, "--allow-unsigned", "--json", rule.get(0), rule.get(1));

            assertThat(outcome.status()).as(outcome.err()).isEqualTo(3);
            assertThat(outcome.out()).contains("\"outcome\":\"rejected\"", "\"target\":\"untouched\"");
        }
        assertThat(agent().run("plan", url, "--allow-unsigned", "--dest-prefix", "/srv")
                        .status())
                .isEqualTo(3);
        assertThat(dest).doesNotExist();
    }

    @Test
    void planSaysWhatWouldChangeAndChangesNothing() {
        agent().run("deploy", published.release("1", ONE, dest, "").toString(), "--allow-unsigned");
        TreeSnapshot before = TreeSnapshot.of(dest);
        URI manifest = published.release(
                "2", TWO, dest, "commands: {pre: [touch ran], post: [touch ran]}\ncheck: {commands: [\"true\"]}\n");

        Outcome json = agent().run("plan", manifest.toString(), "--allow-unsigned", "--json");
        Outcome text = agent().run("plan", manifest.toString(), "--allow-unsigned");

        assertThat(json.status()).as(json.err()).isZero();
        assertThat(json.out())
                .isEqualTo("{\"release\":\"" + Published.digest("SHA-256", read(manifest)) + "\",\"dest\":\"" + dest
                        + "\",\"added\":[{\"path\":\"new\",\"size\":4}],\"changed\":[{\"path\":\"version\",\"size\":4}],"
                        + "\"removed\":[],\"hooks\":{\"pre\":[\"touch ran\"],\"post\":[\"touch ran\"],"
                        + "\"check\":[\"true\"],\"success\":[],\"failure\":[]},\"bytes\":{\"fetched\":"
                        + (TWO.length + read(manifest).length) + ",\"written\":8,\"reused\":5}}\n");
        assertThat(text.out())
                .isEqualTo("add new\nchange version\n1 to add, 1 to change, 0 to remove; 8 bytes to write\n");
        before.assertUntouched(TreeSnapshot.of(dest));
        assertThat(home.resolve("ran")).doesNotExist();
    }

    @Test
    void trustHasToBeSaid() {
        URI manifest = published.release("1", ONE, dest, "");
        for (String command : List.of("deploy", "plan")) {
            Outcome outcome = agent().run(command, manifest.toString());

            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).contains("--key FILE", "--policy FILE", "--allow-unsigned");
        }
        assertThat(dest).doesNotExist();
    }

    @Test
    void whatTheKeysOwnerSignedIsDeployedAndNothingElse() throws Exception {
        RealTools.require("openssl");
        String more = "deployment: web\nserial: " + Instant.now().getEpochSecond() + "\nsize: " + ONE.length + "\n";
        URI manifest = published.release("1", ONE, dest, more);
        String url = manifest.toString();
        Path key = home.resolve("web.pub");
        Path policy = Files.writeString(home.resolve("policy.yml"), "{keys: [web.pub], deployment: web}");
        openssl("genpkey", "-algorithm", "ed25519", "-out", "k");
        openssl("pkey", "-in", "k", "-pubout", "-out", key.toString());

        Outcome unsigned = agent().run("deploy", url, "--key", key.toString(), "--json");
        openssl(
                "pkeyutl",
                "-sign",
                "-rawin",
                "-inkey",
                "k",
                "-in",
                Path.of(manifest).toString(),
                "-out",
                "s");
        Outcome elsewhere = agent().run(
                        "plan",
                        url,
                        "--policy",
                        policy.toString(),
                        "--signature",
                        home.resolve("s").toUri().toString());
        Files.copy(home.resolve("s"), Path.of(Path.of(manifest) + ".sig"));
        Outcome signed = agent().run("deploy", url, "--policy", policy.toString());
        Files.writeString(Path.of(manifest), "x-more: 1\n", java.nio.file.StandardOpenOption.APPEND);
        Outcome changed = agent().run("deploy", url, "--key", key.toString(), "--json");
        Outcome dropIn = agent().reading(url).run("--key", key.toString(), "--json");

        assertThat(unsigned.status()).isEqualTo(3);
        assertThat(unsigned.out()).contains("\"outcome\":\"rejected\"", "\"kind\":\"unsigned\"");
        assertThat(elsewhere.status()).as(elsewhere.err()).isZero();
        assertThat(signed.status()).as(signed.err()).isZero();
        assertThat(dest.resolve("version")).hasContent("1\n");
        assertThat(changed.status()).isEqualTo(3);
        assertThat(changed.out()).contains("\"kind\":\"bad-signature\"");
        assertThat(dropIn.status()).isEqualTo(1);
        assertThat(dropIn.out()).contains("\"kind\":\"bad-signature\"");
        assertThat(dropIn.err()).doesNotContain("are believed here");
    }

    private void openssl(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy --allow-unsigned --json",
                "deploy relative.yml --allow-unsigned --json",
                "deploy file:///m.yml --allow-unsigned --timeout soon",
                "deploy file:///m.yml --allow-unsigned --max-artifact big",
                "deploy file:///m.yml --allow-unsigned --owner me",
                "deploy file:///m.yml --allow-unsigned --manifest-prefix releases",
                "deploy file:///m.yml --allow-unsigned --dest-prefix srv",
                "deploy file:///m.yml --allow-unsigned --s3-endpoint here",
                "deploy file:///m.yml --allow-unsigned --key k.pub",
                "deploy file:///m.yml --allow-unsigned --signature file:///m.sig",
                "deploy file:///m.yml --key missing.pub",
                "deploy file:///m.yml --policy missing.yml",
                "deploy file:///m.yml --allow-unsigned --bogus",
                "deplyo file:///m.yml"
            })
    void wrongUsageEndsWithTwoAndOneSentence(String line) {
        Outcome outcome = agent().run(line.split(" "));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("towline-agent: ")
                .contains("--help")
                .doesNotContain("\tat ");
    }

    @Test
    void deployStartsHooksWithACleanEnvironment() {
        URI manifest = published.put("m.yml", "commands: {post: ['echo \"[$TEAM] [$SLACK_URL]\"']}");

        Outcome outcome = agent().with("TEAM", "web")
                .with("SLACK_URL", "https://chat")
                .run("deploy", manifest.toString(), "--allow-unsigned", "--hook-env", "SLACK_URL");

        assertThat(outcome.err()).contains("post| [] [https://chat]");
    }

    @Test
    void recordsAreKeptWhereItIsTold() {
        String manifest = published.release("1", ONE, dest, "").toString();

        agent().run(
                        "deploy",
                        manifest,
                        "--allow-unsigned",
                        "--state-dir",
                        home.resolve("a").toString());
        agent().with("STATE_DIRECTORY", home.resolve("b").toString()).run("deploy", manifest, "--allow-unsigned");
        agent().with("XDG_STATE_HOME", home.resolve("c").toString()).run("deploy", manifest, "--allow-unsigned");
        agent().run("deploy", manifest, "--allow-unsigned");

        assertThat(List.of("a", "b", "c/towline", ".local/state/towline"))
                .allSatisfy(directory -> assertThat(TreeSnapshot.of(home.resolve(directory))
                                .get(".")
                                .mode())
                        .isEqualTo("700"));
    }

    @Test
    void deploysOverHttp() throws Exception {
        try (HttpServerFixture server = new HttpServerFixture()) {
            URI src = server.answer("/1.tar.gz", 200, ONE);
            URI manifest = server.answer(
                    "/1.yml", 200, Published.manifest(src, ONE, dest, "").getBytes(StandardCharsets.UTF_8));

            Outcome outcome = agent().run("deploy", manifest.toString(), "--allow-unsigned");

            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(dest.resolve("version")).hasContent("1\n");
        }
    }

    @Test
    void deploysFromAnS3Store() throws Exception {
        try (S3Server store = new S3Server()) {
            URI src = store.put("web/1.tar.gz", ONE);
            URI manifest = store.put(
                    "web/1.yml", Published.manifest(src, ONE, dest, "").getBytes(StandardCharsets.UTF_8));
            Agent agent = agent().with("AWS_ACCESS_KEY_ID", S3Server.KEY_ID).with("AWS_EC2_METADATA_DISABLED", "true");

            Outcome outcome =
                    agent.with("AWS_SECRET_ACCESS_KEY", S3Server.SECRET).run(store.deploy(manifest));
            Outcome refused = agent.with("AWS_SECRET_ACCESS_KEY", "wrong").run(store.deploy(manifest));

            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(dest.resolve("version")).hasContent("1\n");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("resolve: ").doesNotContain("\tat ");
        }
    }

    @Test
    @DisplayName("decision 18: under LC_ALL=C Japanese names and hooks work, and hooks see LC_ALL as it was")
    void restartsItselfUnderAnotherLocale() {
        byte[] archive = TarBytes.tar().file("日本/東京.txt", "こんにちは\n").end().bytes();
        URI manifest = published.release("リリース", archive, home.resolve("アプリ"), """
                commands:
                  pre: ["mkdir g && touch g/x && touch g/日"]
                  post: ["rm g/日; echo [$LC_ALL] [${TOWLINE_ORIGINAL_LC_ALL-unset}] 完了"]
                """);

        Outcome ordered =
                agent().with("LC_ALL", "C").reading(manifest.toASCIIString()).run("--json");
        Outcome unset = agent().without("LC_ALL").run("deploy", "file:///missing.yml", "--allow-unsigned");
        Outcome argument = agent().with("LC_ALL", "C").run("deploy", "file:///日本.yml", "--allow-unsigned");

        assertThat(ordered.status()).as(ordered.err()).isZero();
        assertThat(ordered.out()).hasLineCount(1).contains("アプリ");
        assertThat(ordered.err()).contains("post| [C] [unset] 完了");
        assertThat(home.resolve("アプリ/日本/東京.txt")).hasContent("こんにちは\n");
        assertThat(home.resolve("g/x")).exists();
        assertThat(unset.status()).isEqualTo(1);
        assertThat(argument.status()).isEqualTo(2);
        assertThat(argument.err()).contains("LC_ALL=C.UTF-8");
    }

    @Test
    @DisplayName("decision 18: a signal passes through the restart")
    void signalsPassThroughTheRestart() {
        URI manifest = published.put("m.yml", "commands: {post: [\"touch begun; sleep 1000\"], failure: [touch told]}");
        Agent.Running running =
                agent().with("LC_ALL", "C").start("deploy", manifest.toString(), "--allow-unsigned", "--json");
        org.awaitility.Awaitility.await()
                .atMost(60, java.util.concurrent.TimeUnit.SECONDS)
                .until(() -> Files.exists(home.resolve("begun")));

        Outcome outcome = running.terminate().await();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("\"kind\":\"interrupted\"");
        assertThat(home.resolve("told")).exists();
    }

    @Test
    void aDeployOfAFileLoadsNoClassesForOtherThings() throws Exception {
        Path classes = home.resolve("classes");
        URI manifest = published.release("1", ONE, dest, "");

        Outcome outcome = new Agent(home)
                .jvm("-Xlog:class+load:file=" + classes)
                .run("deploy", manifest.toString(), "--allow-unsigned");

        assertThat(outcome.status()).isZero();
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded).anyMatch(line -> line.contains("dev.towline.Deployer "));
        assertThat(loaded)
                .noneMatch(line -> line.contains(" software.amazon."))
                .noneMatch(line -> line.contains(" jdk.internal.net.http."))
                .noneMatch(line -> line.contains(" com.fasterxml."))
                .noneMatch(line -> line.contains(" com.github.luben."))
                .noneMatch(line -> line.contains(" org.tukaani."));
    }

    private Agent agent() {
        return new Agent(home);
    }

    private static byte[] read(URI file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
