package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.e2e.Agent.Outcome;
import dev.towline.testkit.RealTools;
import dev.towline.testkit.TarBytes;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the drop-in keeps of stretcher, on manifests as they were written for it, and where it means to differ. */
class StretcherCompatibilityIT {

    private static final byte[] SMALL =
            TarBytes.tar().file("version", "1\n").end().bytes();

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
    void theTreeIsWhatTarAndRsyncMakeOfIt() throws Exception {
        RealTools.require("tar");
        RealTools.require("rsync");
        byte[] archive = TarBytes.tar()
                .dir("./", 0711)
                .file("./app", 0755, "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8))
                .dir("./conf")
                .file("./conf/日本語.yml", "a: 1\n")
                .file("./conf/secret.yml", 0640, "b: 2\n".getBytes(StandardCharsets.UTF_8))
                .symlink("./current.yml", "conf/日本語.yml")
                .entry('1', "./twin", header -> header.mode(0755).link("./app"))
                .file("./rsync-excludes", "*.log\n")
                .file("./debug.log", "never copied\n")
                .end()
                .gzip();
        Path expected = home.resolve("expected");
        for (Path tree : List.of(dest, expected)) {
            Files.createDirectories(tree.resolve("tmp"));
            Files.createDirectories(tree.resolve("gone"));
            Files.writeString(tree.resolve("gone/old"), "old");
            Files.writeString(tree.resolve("app"), "older");
            Files.writeString(tree.resolve("tmp/app.pid"), "42");
            Files.writeString(tree.resolve("access.log"), "kept");
            run(tree, "touch", "-d", "2020-01-01T00:00:00Z", "tmp/app.pid", "access.log", "tmp");
        }
        URI manifest = published.release(
                "1", archive, dest, "dest_mode: 0750\nexclude_from: rsync-excludes\nexcludes: [\"*.pid\", tmp]\n");

        Outcome outcome = agent().reading(manifest + "\n").run();

        assertThat(outcome.status()).as(outcome.err()).isZero();
        Path unpacked = Files.createDirectory(home.resolve("unpacked"));
        Path tar = home.resolve("releases/1.tar");
        run(unpacked, "tar", "xf", tar.toString());
        run(unpacked, "chmod", "0750", ".");
        run(
                unpacked,
                "rsync",
                "-a",
                "--delete",
                "--exclude-from=rsync-excludes",
                "--exclude=*.pid",
                "--exclude=tmp",
                unpacked + "/",
                expected + "/");
        // A directory that is there already keeps its owner, which rsync, run by root, would change.
        run(unpacked, "chown", "--reference=" + dest, expected.toString());
        TreeSnapshot.of(expected).assertSame(TreeSnapshot.of(dest));
    }

    @Test
    @DisplayName("D23 the options of stretcher's old and new versions are understood")
    void optionsOldAndNew() {
        URI manifest = published.put("m.yml", "commands: {post: [echo ran]}");
        String[][] spellings = {
            {"-max-bandwidth", "10MB", "-timeout", "60", "-random-delay", "0.001", "-retry", "3", "-retry-wait", "3"},
            {"-max-bandwidth=10MB", "-timeout=60", "-rsync-verbose", "-avv"},
            {"--max-band-width", "10MiB", "--timeout", "60s", "--retry-wait", "500ms", "--rsync-verbose=-vv"},
            {"--max-bandwidth", "1000000", "--timeout", "1m30s", "--random-delay", "1ms", "--retry=0"},
        };
        for (String[] options : spellings) {
            Outcome outcome = agent().reading(manifest).run(options);

            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.err()).contains("post| ran");
        }
        assertThat(agent().run("-v").out()).startsWith("towline-agent ");
        assertThat(agent().reading(manifest).run("-max-bandwidth", "ten").status())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s\n", "%s\r\n", "  %s\nanother line\n"})
    void aFirstLineIsTheUrl(String form) {
        URI manifest = published.release("1", SMALL, dest, "");

        Outcome outcome = agent().reading(form.formatted(manifest)).run();

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(dest.resolve("version")).hasContent("1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "not a url", "/etc/passwd", "{\"a\": 1}"})
    void whatIsNoOrderFails(String order) {
        Outcome outcome = agent().reading(order).run();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("order");
    }

    @Test
    void theLastEventOfAConsulWatchCounts() {
        URI manifest = published.release("1", SMALL, dest, "");
        String older = event("a", 1, "file:///nowhere.yml");

        Outcome outcome = underConsul()
                .reading("[" + older + "," + event("b", 2, manifest) + "]")
                .run();

        assertThat(outcome.status()).isZero();
        assertThat(dest.resolve("version")).hasContent("1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"ID\":\"x\",\"Payload\":null}]",
                "[{\"ID\":\"x\",\"Payload\":\"\"}]",
                "[{\"ID\":\"x\",\"Payload\":\"%%%\"}]",
                "[{\"ID\"",
                "file:///as-text.yml",
                "[{\"ID\":\"x\",\"Payload\":\"ZmlsZTovLy9ub3doZXJl\"}]"
            })
    void aWatchNeverSeesItsHandlerFail(String input) {
        Outcome watched = underConsul().reading(input).run();

        assertThat(watched.status()).isZero();
        assertThat(watched.err()).as("the failure is visible all the same").containsAnyOf("onsul", "FAILED");
    }

    @Test
    void aListWithoutConsulIsReadAsOneAndMayFail() {
        assertThat(agent().reading("[]").run().status()).isEqualTo(1);
    }

    @Test
    @DisplayName("D5 the same Consul event twice deploys once, a bare URL as often as it comes")
    void theSameEventRunsOnce() {
        URI manifest = published.put("m.yml", "commands: {post: [echo ran >> " + home.resolve("ran") + "]}");

        Outcome first =
                underConsul().reading("[" + event("x", 7, manifest) + "]").run();
        Outcome again =
                underConsul().reading("[" + event("x", 7, manifest) + "]").run();
        underConsul().reading("[" + event("x", 8, manifest) + "]").run();
        agent().reading(manifest).run();
        agent().reading(manifest).run();

        assertThat(first.err()).contains("post");
        assertThat(again.status()).isZero();
        assertThat(again.err()).contains("nothing to do").doesNotContain("post");
        assertThat(home.resolve("ran")).hasContent("ran\n".repeat(4));
    }

    @Test
    void ofSeveralHandlersOfOneEventOneActs() {
        URI manifest = published.put("m.yml", "commands: {post: [echo ran >> " + home.resolve("ran") + "]}");
        String watch = "[" + event("x", 7, manifest) + "]";

        List<Agent.Running> handlers = List.of(
                underConsul().reading(watch).start(),
                underConsul().reading(watch).start(),
                underConsul().reading(watch).start());
        handlers.forEach(Agent.Running::await);

        assertThat(home.resolve("ran")).hasContent("ran\n");
    }

    @Test
    void aSerfEventIsNamedInTheLogAndElseTheSame() {
        URI manifest = published.release("1", SMALL, dest, "");

        Outcome outcome =
                agent().with("SERF_USER_EVENT", "deploy").reading(manifest).run();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("Serf event deploy");
    }

    @Test
    void theRandomDelayComesBeforeTheOrderAndCanBeEnded() throws Exception {
        Agent.Running waiting = agent().reading("file:///m.yml").start("-random-delay", "100000");
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> waiting.log().contains("warning"));

        Outcome outcome = waiting.terminate().await();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("no order was read").doesNotContain("ordered");
    }

    @Test
    void aManifestWithoutSrcRunsItsCommandsOnly() {
        URI manifest = published.put("m.yml", "commands: {pre: [echo one], post: [echo two], success: [echo three]}");

        Outcome outcome = agent().reading(manifest).run();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).containsSubsequence("pre| one", "post| two", "success| three");
    }

    @ParameterizedTest
    @CsvSource({"MD5, 0", "SHA-1, 0", "SHA-256, 0", "SHA-512, 0"})
    void theDigestIsKnownByItsLength(String algorithm, int status) {
        String digest = Published.digest(algorithm, SMALL).toUpperCase(java.util.Locale.ROOT);
        URI src = published.put("1.tar", SMALL);
        URI manifest = published.put("m.yml", "src: " + src + "\nchecksum: " + digest + "\ndest: " + dest);

        Outcome outcome = agent().reading(manifest).run();

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
        assertThat(outcome.err()).containsOnlyOnce("warning: unsigned manifests and md5 or sha1");
    }

    @Test
    void anAbsentOrWrongDigestFailsClosed() {
        URI src = published.put("1.tar", SMALL);
        for (String checksum : List.of("", "checksum: " + "0".repeat(64) + "\n", "checksum: abc\n")) {
            URI manifest = published.put(
                    "m.yml", "src: " + src + "\n" + checksum + "dest: " + dest + "\ncommands: {post: [echo ran]}");

            Outcome outcome = agent().reading(manifest).run();

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).doesNotContain("post| ran");
            assertThat(dest).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({"0711, 711", "0o711, 711", "711, 307"})
    void numbersOfDestModeAreReadAsThere(String written, String mode) {
        URI manifest = published.release("1", SMALL, dest, "dest_mode: " + written + "\n");

        assertThat(agent().reading(manifest).run().status()).isZero();
        assertThat(TreeSnapshot.of(dest).get(".").mode()).isEqualTo(mode);
    }

    @Test
    @DisplayName("D3 an unknown key warns, one that looks like a typing error is refused")
    void keys() {
        URI unknown = published.put("a.yml", "team: web\ncommands: {post: [echo ran]}");
        URI typo = published.put("b.yml", "comands: {post: [echo ran]}");

        Outcome tolerated = agent().reading(unknown).run();
        Outcome refused = agent().reading(typo).run();

        assertThat(tolerated.status()).isZero();
        assertThat(tolerated.err()).contains("warning: ").contains("team").contains("post| ran");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("commands").doesNotContain("post| ran");
    }

    @Test
    void hooksInheritTheEnvironmentAndStartInTheAgentsDirectoryEachInAShellOfItsOwn() {
        URI manifest = published.put(
                "m.yml",
                "commands:\n  env: {OWN: given}\n  post:\n    - echo $TEAM $OWN; X=1; cd /\n    - echo \"$(pwd) [$X]\"\n");

        Outcome outcome = agent().with("TEAM", "web").reading(manifest).run();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("post| web given").contains("post| " + home + " []");
    }

    @Test
    void theFirstFailingLineEndsAPhaseAndFailureIsToldOnceWithTheLog() {
        URI manifest = published.release("1", SMALL, dest, """
                commands:
                  pre: [echo begun, "false", echo never]
                  post: [echo never]
                  success: [echo never]
                  failure: ["cat > log; echo told", "cat >> log"]
                """);

        Outcome outcome = agent().reading(manifest).run();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).containsOnlyOnce("failure| told").doesNotContain("| never");
        assertThat(home.resolve("log")).content().contains("begun").contains("pre failed");
        assertThat(dest).doesNotExist();
    }

    @Test
    @DisplayName("D25 success hooks never change the result, and each runs whatever the one before did")
    void successHooks() {
        URI manifest = published.put("m.yml", "commands: {success: [\"false\", echo still told]}");

        Outcome outcome = agent().reading(manifest).run();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("warning: `false`").contains("success| still told");
    }

    @Test
    @DisplayName(
            "D18 D19 templates are stretcher's, other braces survive, an unset must_env is an error like any other")
    void templates() {
        URI manifest = published.put("m.yml", """
                commands:
                  post:
                    - echo {{ env "TEAM" "nobody" }} {{ env "UNSET" "nobody" }} {{ must_env "EMPTY" }}.
                    - "echo '{{ json_escape (env "QUOTED") }}'"
                    - "echo '{{.State}} {{json .}}'"
                """);
        URI unset = published.put("n.yml", "commands: {post: ['echo {{ must_env \"UNSET\" }}']}");
        Agent agent = agent().with("TEAM", "web").with("EMPTY", "").with("QUOTED", "a\"b");

        Outcome outcome = agent.reading(manifest).run();
        Outcome refused = agent.reading(unset).run();

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("post| web nobody .")
                .contains("post| a\\\"b")
                .contains("post| {{.State}} {{json .}}");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("UNSET");
    }

    @Test
    void mvRenamesAndRefusesWhatIsThere() {
        URI manifest = published.release("1", SMALL, dest, "sync_strategy: mv\nexcludes: [version]\n");

        assertThat(agent().reading(manifest).run().status()).isZero();
        assertThat(dest.resolve("version")).as("mv ignores excludes").hasContent("1\n");
        assertThat(agent().reading(manifest).run().status()).isEqualTo(1);
        assertThat(dest.resolve("version")).hasContent("1\n");
    }

    @Test
    void aDestThatIsALinkToADirectoryIsFollowed() throws Exception {
        Path real = Files.createDirectory(home.resolve("real"));
        Files.createSymbolicLink(dest, real);

        Outcome outcome =
                agent().reading(published.release("1", SMALL, dest, "")).run();

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(real.resolve("version")).hasContent("1\n");
        assertThat(dest).isSymbolicLink();
    }

    private Agent agent() {
        return new Agent(home);
    }

    private Agent underConsul() {
        return agent().with("CONSUL_INDEX", "18446744073709551615");
    }

    private static String event(String id, long time, Object payload) {
        String base64 = Base64.getEncoder().encodeToString(payload.toString().getBytes(StandardCharsets.UTF_8));
        return """
                {"ID":"%s","Name":"deploy","Payload":"%s","NodeFilter":"","ServiceFilter":"","TagFilter":"",\
                "Version":1,"LTime":%d,"Tags":[null,{"a":[]}]}""".formatted(id, base64, time);
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
