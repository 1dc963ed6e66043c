package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.e2e.Agent.Outcome;
import dev.towline.testkit.TarBytes;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent's processes know of each other: running ones, killed ones, and those that are over. */
class AgentRecordsIT {

    private static final byte[] ONE =
            TarBytes.tar().file("version", "1\n").end().gzip();
    private static final byte[] TWO =
            TarBytes.tar().file("version", "two\n").end().gzip();

    /** Goes on for as long as {@code go} is missing, and says when it began. */
    private static final String SLOW =
            "commands: {post: ['echo \"[$TOWLINE_RECOVERED]\" >> begun; until test -e go; do sleep 0.05; done']}\n";

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
    void killedInPostTheSameCommandConverges() throws Exception {
        agent().run(deploy(published.release("1", ONE, dest, "")));
        URI two = published.release("2", TWO, dest, SLOW);
        kill(agent().start(deploy(two)));
        Files.createFile(home.resolve("go"));

        Outcome outcome = agent().run(deploy(two));
        Outcome verify = agent().run("verify", dest.toString());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(dest.resolve("version")).hasContent("two\n");
        assertThat(home.resolve("begun")).hasContent("[]\n[1]\n");
        assertThat(verify.status()).as(verify.out()).isZero();
        assertNothingIsLeft();
    }

    @Test
    void whicheverCommandComesNextFinishesWhatWasKilled() throws Exception {
        agent().run(deploy(published.release("1", ONE, dest, "")));
        URI two = published.release("2", TWO, dest, SLOW);
        String release = Published.digest("SHA-256", Files.readAllBytes(Path.of(two)));
        kill(agent().start(deploy(two)));
        Files.createFile(home.resolve("go"));

        Outcome status = agent().run("status", "--json");

        assertThat(status.status()).as(status.err()).isZero();
        assertThat(status.out()).contains("\"release\":\"" + release + "\"").doesNotContain("unfinished");
        assertThat(status.err()).contains("post done");
        assertThat(home.resolve("begun")).hasContent("[]\n[1]\n");
        assertNothingIsLeft();
    }

    @Test
    void aWatchThatRepeatsTheEventOfAKilledDeployFinishesIt() throws Exception {
        URI one = published.release("1", ONE, dest, SLOW);
        String payload = Base64.getEncoder().encodeToString(one.toString().getBytes());
        String event = "[{\"ID\":\"e1\",\"Name\":\"deploy\",\"Payload\":\"" + payload + "\",\"LTime\":7}]";
        kill(agent().reading(event).start());
        Files.createFile(home.resolve("go"));

        Outcome repeated = agent().reading(event).run();

        assertThat(repeated.status()).as(repeated.err()).isZero();
        assertThat(repeated.err()).contains("acted on before", "post done");
        assertThat(home.resolve("begun")).hasContent("[]\n[1]\n");
        assertNothingIsLeft();
    }

    @Test
    void aRunningDeployIsSeenAndNotWaitedFor() throws Exception {
        URI one = published.release("1", ONE, dest, SLOW);
        Agent.Running running = agent().start(deploy(one));
        awaitPost();

        Outcome status = agent().run("status", dest.toString(), "--json");
        Outcome busy = agent().run(deploy(one));
        Agent.Running patient = agent().reading(one).start();
        Files.createFile(home.resolve("go"));

        assertThat(status.status()).as(status.err()).isZero();
        assertThat(status.out()).contains("\"unfinished\":{", "\"owes\":\"post\",\"broken\":false");
        assertThat(busy.status()).isEqualTo(4);
        assertThat(busy.err()).contains("process " + running.process().pid());
        assertThat(running.await().status()).isZero();
        assertThat(patient.await().status()).isZero();
        assertThat(home.resolve("begun")).hasContent("[]\n[]\n");
    }

    @Test
    void goingBackAfterTheDropInNeedsNoFlags() {
        byte[] archive = TarBytes.tar().file("version", "1\n").end().gzip();
        URI src = published.put("1.tar", archive);
        URI one = published.put(
                "1.yml",
                "src: " + src + "\nchecksum: " + Published.digest("MD5", archive) + "\ndest: " + dest
                        + "\nunheard_of: 1\ncommands: {post: ['echo \"[$TEAM]\" >> told']}\n");
        agent().with("TEAM", "web").reading(one).run();
        agent().run(deploy(published.release("2", TWO, dest, "")));

        Outcome back = agent().with("TEAM", "web").run("rollback", dest.toString());
        Outcome history = agent().run("history", dest.toString());

        assertThat(back.status()).as(back.err()).isZero();
        assertThat(dest.resolve("version")).hasContent("1\n");
        assertThat(home.resolve("told")).hasContent("[web]\n[web]\n");
        assertThat(history.out()).hasLineCount(4);
    }

    @Test
    void statusNeedsNoneOfTheVariablesThatManifestsName() {
        URI one = published.release("1", ONE, dest, "deployment: '{{ must_env \"TEAM\" }}'\n");
        agent().with("TEAM", "web").run(deploy(one));

        Outcome told = agent().with("TEAM", "web").run("status", "--json");
        Outcome untold = agent().run("status", "--json");

        assertThat(told.out()).contains("\"deployment\":\"web\"");
        assertThat(untold.status()).as(untold.err()).isZero();
        assertThat(untold.out()).contains("\"dest\":\"" + dest + "\"").doesNotContain("\"deployment\"");
    }

    /** Kills the process, not its commands, in the middle of {@code post}. */
    private void kill(Agent.Running running) throws Exception {
        awaitPost();
        running.process().destroyForcibly();
        assertThat(running.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private void awaitPost() {
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(home.resolve("begun")));
    }

    private void assertNothingIsLeft() throws Exception {
        try (var names = Files.list(home)) {
            assertThat(names.map(path -> path.getFileName().toString())).noneMatch(name -> name.contains(".towline-"));
        }
    }

    private static String[] deploy(URI manifest) {
        return new String[] {"deploy", manifest.toString(), "--allow-unsigned"};
    }

    private Agent agent() {
        return new Agent(home);
    }
}
