package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.e2e.Agent.Outcome;
import dev.towline.e2e.Agent.Running;
import dev.towline.testkit.TarBytes;
import dev.towline.testkit.TreeSnapshot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Defects that stretcher was seen to have, shown not to be here, through the same door: the drop-in. */
class StretcherDefectsIT {

    private static final byte[] ONE =
            TarBytes.tar().file("version", "1\n").end().bytes();
    private static final byte[] TWO =
            TarBytes.tar().file("version", "2\n").end().bytes();

    @TempDir
    Path home;

    private Published published;
    private HttpServerFixture server;
    private Path dest;

    @BeforeEach
    void publish() throws Exception {
        published = new Published(home.resolve("releases"));
        server = new HttpServerFixture();
        dest = home.resolve("app");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("D1 the body of an error is neither a manifest nor an archive")
    void errorBodies() {
        byte[] commands = utf8("commands: {post: [echo executed]}");
        URI forbidden = server.answer("/forbidden.yml", 403, commands);
        URI broken = server.answer("/broken.yml", 500, new byte[0]);
        URI src = server.answer("/1.tar", 403, ONE);
        URI manifest = published.put("m.yml", Published.manifest(src, ONE, dest, ""));

        for (URI order : List.of(forbidden, broken, manifest)) {
            Outcome outcome = agent().reading(order).run("--retry", "0");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).doesNotContain("executed");
            assertThat(dest).doesNotExist();
        }
    }

    @Test
    @DisplayName("D2 a manifest that was cut on its way does not run the part that arrived")
    void cutManifest() {
        byte[] part = utf8("commands: {post: [echo executed]}\n");
        URI order = server.cut("/m.yml", 200, part, part.length + 100L);

        Outcome outcome = agent().reading(order).run("--retry", "1", "--retry-wait", "1ms", "-timeout", "10");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).doesNotContain("executed");
    }

    @Test
    @DisplayName("D9 a file of the same size and time but other bytes is replaced")
    void sameSizeSameTime() {
        agent().reading(published.release("1", ONE, dest, "")).run();

        Outcome outcome = agent().reading(published.release("2", TWO, dest, "")).run();

        assertThat(outcome.status()).isZero();
        assertThat(dest.resolve("version")).hasContent("2\n");
    }

    @Test
    @DisplayName("D10 an empty archive with the right checksum deletes nothing")
    void emptyArchive() {
        agent().reading(published.release("1", ONE, dest, "")).run();
        TreeSnapshot before = TreeSnapshot.of(dest);

        Outcome outcome = agent().reading(
                        published.release("2", TarBytes.tar().end().bytes(), dest, ""))
                .run();

        assertThat(outcome.status()).isEqualTo(1);
        before.assertUntouched(TreeSnapshot.of(dest));
    }

    @Test
    @DisplayName("D11 a relative dest is refused instead of deployed to nowhere")
    void relativeDest() {
        Outcome outcome =
                agent().reading(published.release("1", ONE, Path.of("app"), "")).run();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("dest");
        assertThat(dest).doesNotExist();
    }

    @Test
    @DisplayName("D13 D14 SIGTERM during post ends what runs, takes the release back and tells failure")
    void signalDuringPost() throws Exception {
        agent().reading(published.release("1", ONE, dest, "")).run();
        TreeSnapshot before = TreeSnapshot.of(dest);
        URI manifest = published.release("2", TWO, dest, """
                commands:
                  post:
                    - sleep 1000 & echo $! > child; sleep 1000
                  failure:
                    - cat > told; echo "$TOWLINE_REASON" >> told
                """);
        Running running = agent().reading(manifest).start("--json");
        Path child = home.resolve("child");
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.exists(child) && Files.readString(child).endsWith("\n"));
        assertThat(dest.resolve("version")).as("the release was in place").hasContent("2\n");

        Outcome outcome = running.terminate().await();

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
        before.assertSame(TreeSnapshot.of(dest));
        assertThat(home.resolve("told")).content().contains("post was interrupted");
        assertThat(outcome.out()).contains("\"outcome\":\"rolled-back\"", "\"kind\":\"interrupted\"");
        long pid = Long.parseLong(Files.readString(child).strip());
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> isOver(pid));
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("D13 SIGTERM while the artifact is fetched leaves the destination as it was and tells failure")
    void signalDuringStage() throws Exception {
        agent().reading(published.release("1", ONE, dest, "")).run();
        TreeSnapshot before = TreeSnapshot.of(dest);
        byte[] big = TarBytes.tar().file("big", new byte[1 << 20]).end().bytes();
        URI manifest = published.release("2", big, dest, "commands: {failure: [cat > told]}");
        Running running = agent().reading(manifest).start("-max-bandwidth", "10KB");
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> staged().count() > 0);

        Outcome outcome = running.terminate().await();

        assertThat(outcome.status()).isEqualTo(1);
        before.assertUntouched(TreeSnapshot.of(dest));
        assertThat(home.resolve("told")).content().contains("stage failed");
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("D16 a hook that leaves a process in the background does not hold up the deploy")
    void backgroundProcess() throws Exception {
        URI manifest = published.put("m.yml", "commands: {post: [\"sleep 1000 & echo $! > child\"]}");

        Outcome outcome = agent().reading(manifest).run();

        long pid = Long.parseLong(Files.readString(home.resolve("child")).strip());
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        assertThat(outcome.status()).isZero();
        assertThat(child.isAlive()).isTrue();
        child.destroy();
    }

    @Test
    @DisplayName("D20 neither log nor hooks' input shows what a secret variable holds")
    void secrets() {
        URI manifest = published.put("m.yml", """
                commands:
                  post: ['echo the token is {{ must_env "API_TOKEN" }}']
                  success: ["cat > told"]
                """);

        Outcome outcome =
                agent().with("API_TOKEN", "hunter2-hunter2").reading(manifest).run("--json");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err() + outcome.out()).contains("the token is").doesNotContain("hunter2");
        assertThat(home.resolve("told")).content().contains("the token is").doesNotContain("hunter2");
    }

    @Test
    @DisplayName("D22 exclude_from does not leave the archive")
    void excludeFromOutside() throws Exception {
        Files.writeString(home.resolve("excludes"), "version\n");

        for (String path : List.of("../excludes", home.resolve("excludes").toString())) {
            Outcome outcome = agent().reading(published.release("1", ONE, dest, "exclude_from: " + path + "\n"))
                    .run();

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("exclude_from");
            assertThat(dest).doesNotExist();
        }
    }

    @Test
    @DisplayName("D24 a manifest that cannot be read is said to be so, runs no hook and fails the run")
    void unreadableManifest() {
        URI cut = published.put("m.yml", "commands:\n  failure: [echo ran]\n  post: [echo 'ran\n");

        for (URI order : List.of(cut, home.resolve("missing.yml").toUri())) {
            Outcome outcome = agent().reading(order).run();

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("resolve: ").doesNotContain("| ran");
        }
    }

    private Agent agent() {
        return new Agent(home);
    }

    private Stream<Path> staged() throws Exception {
        return Files.list(home).filter(path -> path.getFileName().toString().contains(".towline-"));
    }

    /** An orphan that ended stays a zombie until the host's first process looks after it. */
    private static boolean isOver(long pid) throws Exception {
        Path stat = Path.of("/proc", String.valueOf(pid), "stat");
        try {
            return Files.readString(stat).contains(") Z ");
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private void assertNothingIsLeft() throws Exception {
        assertThat(staged()).isEmpty();
        try (Stream<Path> state = Files.walk(agent().state())) {
            assertThat(state).noneMatch(path -> path.endsWith("scratch") || path.endsWith("journal"));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
