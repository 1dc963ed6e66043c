package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.examples.agent.CommandLines.Ended;
import dev.towline.testkit.TarBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the commands say of a destination, from its first deploy on. */
@Timeout(120)
class DestinationCommandsTest {

    private static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";

    @TempDir
    Path home;

    private CommandLines agent;
    private Path dest;

    @BeforeEach
    void place() {
        agent = new CommandLines(home.resolve("state"));
        dest = home.resolve("app");
    }

    @Test
    void aReleaseThatIsInPlaceIsNotDeployedTwiceUnlessItIsToBe() throws Exception {
        Path one = release("1", "commands: {post: ['true']}\n");
        deploy(one);

        Ended twice = deploy(one, "--json");
        Ended again = deploy(one, "--json", "--again");

        assertThat(twice.status()).as(twice.err()).isZero();
        assertThat(twice.out())
                .startsWith("{\"outcome\":\"already-current\",")
                .contains("\"target\":\"untouched\"", "\"unchanged\":1", "\"written\":0");
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.out()).startsWith("{\"outcome\":\"deployed\",");
    }

    @Test
    void aReleaseThatWasTakenBackIsInQuarantineUnlessARetryIsAskedFor() throws Exception {
        Path good = home.resolve("good");
        deploy(release("1", ""));
        Path two = release("2", "commands: {post: [\"test -e '" + good + "'\"]}\n");
        String second = brief(two);

        Ended failed = deploy(two);
        Ended refused = deploy(two, "--json");
        Ended status = agent.run(new StatusCommand(), dest);
        Ended json = agent.run(new StatusCommand(), dest, "--json");
        Files.createFile(good);
        Ended retried = deploy(two, "--retry-quarantined");

        assertThat(failed.status()).isEqualTo(1);
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.out()).contains("\"outcome\":\"rejected\"", "\"kind\":\"quarantined\"");
        assertThat(status.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("  last deploy: release " + second + " rolled-back at "))
                .anyMatch(line -> line.startsWith("  quarantine: release " + second + " since "));
        assertThat(json.out())
                .contains("\"last\":{\"at\":\"")
                .contains("\"error\":{\"kind\":\"hook-failed\",\"message\":\"")
                .containsPattern("\"quarantine\":\\[\\{\"release\":\"" + id(two) + "\",\"since\":\"" + INSTANT
                        + "\",\"reason\":\"[^\"]+\"}]}]\\R$");
        assertThat(retried.status()).as(retried.err()).isZero();
        assertThat(dest.resolve("version")).hasContent("2");
    }

    @Test
    void verifySaysWhatIsNotAsItWasDeployed() throws Exception {
        Path one = release("1", "");
        deploy(one);
        Ended intact = agent.run(new VerifyCommand(), dest);
        Files.writeString(dest.resolve("version"), "changed");
        Files.createFile(dest.resolve("z\u001b[2K"));
        Files.createFile(dest.resolve("b"));

        Ended drifted = agent.run(new VerifyCommand(), dest);
        Ended json = agent.run(new VerifyCommand(), dest, "--json");
        Files.delete(dest.resolve("version"));
        Ended missing = agent.run(new VerifyCommand(), dest, "--json");

        assertThat(intact.status()).isZero();
        assertThat(intact.out()).isEqualToNormalizingNewlines(dest + ": release " + brief(one) + " is intact\n");
        assertThat(drifted.status()).isEqualTo(1);
        assertThat(drifted.out())
                .isEqualToNormalizingNewlines("changed version\nextra b\nextra z\\u001b[2K\n" + dest + ": release "
                        + brief(one) + " is not intact: 0 missing, 1 changed, 2 extra\n");
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.out())
                .isEqualToNormalizingNewlines("{\"dest\":\"" + dest + "\",\"release\":\"" + id(one)
                        + "\",\"intact\":false,\"missing\":[],\"changed\":[\"version\"],"
                        + "\"extra\":[\"b\",\"z\\\\u001b[2K\"]}\n");
        assertThat(missing.out()).contains("\"intact\":false,\"missing\":[\"version\"],\"changed\":[],");
    }

    @Test
    void historyListsDeploysOldestFirst() throws Exception {
        Path one = release("1", "");
        Path two = release("2", "commands: {post: [exit 7]}\n");
        deploy(one);
        deploy(two);

        Ended table = agent.run(new HistoryCommand(), dest);
        Ended json = agent.run(new HistoryCommand(), dest, "--json");

        assertThat(table.out()
                        .lines()
                        .map(line -> line.replaceAll(INSTANT, "AT").replaceAll(" +", " ")))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("ENDED OUTCOME TARGET RELEASE MANIFEST"),
                        line -> assertThat(line).isEqualTo("AT deployed changed " + brief(one) + " " + one.toUri()),
                        line -> assertThat(line).isEqualTo("AT rolled-back restored " + brief(two) + " " + two.toUri()),
                        line -> assertThat(line).startsWith(" hook-failed: ").contains("exit 7"));
        assertThat(json.out().replaceAll(INSTANT, "AT").replaceAll("\"message\":\"[^\"]+\"", "\"message\":\"...\""))
                .isEqualToNormalizingNewlines("[{\"at\":\"AT\",\"outcome\":\"deployed\",\"target\":\"changed\","
                        + "\"release\":\"" + id(one) + "\",\"manifest\":\"" + one.toUri() + "\"},"
                        + "{\"at\":\"AT\",\"outcome\":\"rolled-back\",\"target\":\"restored\",\"release\":\"" + id(two)
                        + "\",\"manifest\":\"" + two.toUri()
                        + "\",\"error\":{\"kind\":\"hook-failed\",\"message\":\"...\"}}]\n");
    }

    @Test
    void rollbackGoesBackToTheReleaseBefore() throws Exception {
        deploy(release("1", "x-more: not read\ncommands: {post: ['true']}\n"));
        deploy(release("2", ""));

        Ended back = agent.run(new RollbackCommand(), dest, "--json");
        Ended further = agent.run(new RollbackCommand(), dest, "--json");

        assertThat(back.status()).as(back.err()).isZero();
        assertThat(back.out()).startsWith("{\"outcome\":\"deployed\",").hasLineCount(1);
        assertThat(dest.resolve("version")).hasContent("1");
        assertThat(further.status()).isEqualTo(1);
        assertThat(further.out()).contains("\"outcome\":\"failed\"", "\"kind\":\"no-previous\"");
    }

    @Test
    void statusNamesEveryDestination() throws Exception {
        Ended nothing = agent.run(new StatusCommand());
        Ended nothingAsJson = agent.run(new StatusCommand(), "--json");
        Path one = release("1", "deployment: web\n");
        deploy(one);
        agent.run(
                new DeployCommand(),
                Files.writeString(home.resolve("c.yml"), "deployment: jobs\ncommands: {post: ['true']}\n")
                        .toUri(),
                "--allow-unsigned");

        Ended all = agent.run(new StatusCommand());
        Ended json = agent.run(new StatusCommand(), "--json");
        Ended none = agent.run(new StatusCommand(), dest, "--json");

        assertThat(nothing.status()).isZero();
        assertThat(nothing.out()).contains("nothing was deployed", "state");
        assertThat(nothingAsJson.out()).isEqualToNormalizingNewlines("[]\n");
        assertThat(all.out().lines().map(line -> line.replaceAll(INSTANT, "AT").replaceAll(" +", " ")))
                .containsExactlyInAnyOrder(
                        "DEST RELEASE SINCE DEPLOYMENT",
                        dest + " " + brief(one) + " AT web",
                        "- " + brief(home.resolve("c.yml")) + " AT jobs");
        assertThat(json.out()).startsWith("[{\"de").contains("\"deployment\":\"jobs\"");
        assertThat(none.out().replaceAll(INSTANT, "AT"))
                .isEqualToNormalizingNewlines("[{\"dest\":\"" + dest + "\",\"deployment\":\"web\",\"release\":\""
                        + id(one) + "\",\"since\":\"AT\",\"last\":{\"at\":\"AT\",\"outcome\":\"deployed\","
                        + "\"target\":\"changed\",\"release\":\"" + id(one) + "\",\"manifest\":\"" + one.toUri()
                        + "\"},\"quarantine\":[]}]\n");
    }

    @Test
    void whoComesMeanwhileIsToldWhoHasTheDestinationOrWaits() throws Exception {
        Path go = home.resolve("go");
        Path begun = home.resolve("begun");
        Path one = release(
                "1",
                "commands: {post: [\"touch '" + begun + "'; until test -e '" + go + "'; do sleep 0.05; done\"]}\n");
        CompletableFuture<Ended> first = CompletableFuture.supplyAsync(() -> deploy(one));
        while (Files.notExists(begun)) {
            assertThat(first).isNotDone();
            TimeUnit.MILLISECONDS.sleep(20);
        }

        Ended busy = deploy(one, "--json");
        Ended status = agent.run(new StatusCommand(), dest);
        Ended json = agent.run(new StatusCommand(), "--json");
        CompletableFuture<Ended> waiting = CompletableFuture.supplyAsync(() -> deploy(one, "--wait", "1m"));
        Ended rollback = agent.run(new RollbackCommand(), dest);
        Files.createFile(go);

        assertThat(busy.status()).isEqualTo(4);
        assertThat(busy.out()).contains("\"outcome\":\"busy\"", "\"target\":\"untouched\"", "\"kind\":\"busy\"");
        assertThat(busy.err()).contains("process " + ProcessHandle.current().pid(), id(one));
        assertThat(status.status()).isZero();
        assertThat(status.out()).contains("  unfinished: release " + brief(one) + " owes post");
        assertThat(json.out())
                .contains("\"unfinished\":{\"release\":\"" + id(one) + "\",\"owes\":\"post\",\"broken\":false}");
        assertThat(rollback.status()).isEqualTo(4);
        assertThat(first.get().status()).isZero();
        assertThat(waiting.get().status()).isZero();
        assertThat(waiting.get().out()).startsWith("already-current ");
    }

    static Object[] commands() {
        Supplier<?>[] commands = {VerifyCommand::new, RollbackCommand::new, StatusCommand::new, HistoryCommand::new};
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whereNothingWasDeployedOneSentenceSaysSo(Supplier<Callable<Integer>> command) {
        Ended ended = agent.run(command.get(), home + "/no\nwhere");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("no\\u000awhere: nothing was deployed there")
                .hasLineCount(1);
    }

    private Ended deploy(Path manifest, Object... more) {
        Object[] args = new Object[more.length + 2];
        args[0] = manifest.toUri();
        args[1] = "--allow-unsigned";
        System.arraycopy(more, 0, args, 2, more.length);
        return agent.run(new DeployCommand(), args);
    }

    private Path release(String version, String more) throws Exception {
        byte[] archive = TarBytes.tar().file("version", version).end().bytes();
        Path src = Files.write(home.resolve(version + ".tar"), archive);
        return Files.writeString(
                home.resolve(version + ".yml"),
                "src: " + src.toUri() + "\nchecksum: " + sha256(archive) + "\ndest: " + dest + "\n" + more);
    }

    private static String id(Path manifest) throws Exception {
        return sha256(Files.readAllBytes(manifest));
    }

    private static String brief(Path manifest) throws Exception {
        return id(manifest).substring(0, 12);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
