package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.towline.consul.testkit.ConsulAgent;
import dev.towline.consul.testkit.CountingProxy;
import dev.towline.consul.testkit.RealConsul;
import dev.towline.trigger.InvalidPointerException;
import dev.towline.trigger.Pointer;
import dev.towline.trigger.Trigger.Subscription;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pointers in keys of a real Consul. */
class RealKeysTest {

    private static final Pointer POINTER = Pointer.to(URI.create("s3://releases/web/1.yml"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    private static RealConsul cluster;
    private static ConsulAgent server;

    @BeforeAll
    static void startAgent() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
        cluster = RealConsul.in(home);
        server = cluster.server(1).start().writable();
    }

    @AfterAll
    static void endAgent() {
        Awaitility.reset();
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("T10 a key is followed: created, the same, changed, restored from a snapshot, deleted")
    void levelTrigger() throws Exception {
        String key = "deploy/level/wanted";
        ConsulPointer pointer = ConsulPointer.key(server.consul(), key);
        Heard heard = new Heard();
        try (CountingProxy proxy = new CountingProxy(server);
                Subscription following = ConsulTrigger.key(proxy.consul(), key)
                        .asking(Duration.ofSeconds(3))
                        .start(heard)) {
            await().until(() -> following.trouble().orElse("").contains("no pointer yet"));
            await().until(() -> proxy.asked("/v1/kv/" + key) == 2);
            assertThat(pointer.write(POINTER.withId("one").withSerial(1))).isTrue();
            await().until(() -> heard.size() == 1);

            assertThat(pointer.write(POINTER.withId("one").withSerial(1))).isFalse();
            put(key, POINTER.withId("one").withSerial(1).text());
            put(key, " " + POINTER.withId("one").withSerial(1).text());
            pointer.write(POINTER.withId("two").withSerial(2));
            await().until(() -> heard.size() == 2);

            server.run("snapshot", "save", "backup.snap");
            for (int i = 3; i <= 7; i++) {
                pointer.write(POINTER.withId("deploy-" + i).withSerial(i));
            }
            await().until(() -> heard.deploys().contains("deploy-7"));
            server.run("snapshot", "restore", "backup.snap");
            await().until(() -> following.trouble().orElse("").contains("older"));
            assertThat(heard.deploys()).endsWith("deploy-7");

            pointer.write(POINTER.withId("eight").withSerial(8));
            await().until(() -> heard.deploys().contains("eight"));
            assertThat(following.trouble()).isEmpty();
            int before = heard.size();
            delete(key);
            await().until(() -> following.trouble().orElse("").contains("no pointer yet"));
            pointer.write(POINTER.withId("back").withSerial(2).asRollback());
            await().until(() -> heard.deploys().contains("back"));
            assertThat(heard.size()).isEqualTo(before + 1);
        }

        assertThat(heard.deploys()).startsWith("one", "two").doesNotHaveDuplicates();
    }

    @Test
    void whatIsNoPointerIsTroubleUntilItIsOne() throws Exception {
        String key = "deploy/odd";
        Heard heard = new Heard();
        put(key, "");
        try (Subscription following =
                ConsulTrigger.key(server.consul(), key).stale().start(heard)) {
            await().until(() -> following.trouble().orElse("").contains("empty"));
            put(key, "{\"manifest\":");
            await().until(() -> following.trouble().orElse("").contains(key));
            put(key, POINTER.text());
            await().until(() -> heard.size() == 1);
            assertThat(following.trouble()).isEmpty();
        }
        put(key, "nothing of use");
        assertThatExceptionOfType(InvalidPointerException.class)
                .isThrownBy(() -> ConsulPointer.key(server.consul(), key).read())
                .withMessageContaining(key);
    }

    @Test
    void aLowerSerialIsNotWrittenUnlessItSaysRollback() throws Exception {
        ConsulPointer pointer = ConsulPointer.key(server.consul(), "deploy/order");
        pointer.write(POINTER.withSerial(7));

        assertThatExceptionOfType(StalePointerException.class)
                .isThrownBy(() -> pointer.write(POINTER.withSerial(6)))
                .withMessageContaining("serial 7");
        assertThat(pointer.read()).contains(POINTER.withSerial(7));
        assertThat(pointer.write(POINTER.withSerial(6).asRollback())).isTrue();
        assertThat(pointer.read()).contains(POINTER.withSerial(6).asRollback());
    }

    @Test
    void onlyTheExpectedPointerIsReplaced() throws Exception {
        ConsulPointer pointer = ConsulPointer.key(server.consul(), "deploy/cas");

        assertThat(pointer.compareAndSet(Optional.of(POINTER), POINTER)).isFalse();
        assertThat(pointer.compareAndSet(Optional.empty(), POINTER)).isTrue();
        assertThat(pointer.compareAndSet(Optional.empty(), POINTER.withId("a"))).isFalse();
        assertThat(pointer.compareAndSet(Optional.of(POINTER), POINTER.withId("a")))
                .isTrue();
        assertThat(pointer.read()).contains(POINTER.withId("a"));
    }

    @Test
    void manyWritersLeaveTheHighestSerial() throws Exception {
        Consul consul = server.consul();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            writers.invokeAll(IntStream.rangeClosed(1, 16)
                            .<java.util.concurrent.Callable<Boolean>>mapToObj(serial -> () -> {
                                try {
                                    return ConsulPointer.key(consul, "deploy/race")
                                            .write(POINTER.withSerial(serial));
                                } catch (StalePointerException e) {
                                    return false;
                                }
                            })
                            .toList())
                    .forEach(done -> assertThat(done).succeedsWithin(PATIENCE));
        } finally {
            writers.shutdownNow();
        }

        assertThat(ConsulPointer.key(consul, "deploy/race").read()).contains(POINTER.withSerial(16));
    }

    @Test
    void whatIsTooLongIsRefusedBeforeAnythingIsSent() throws Exception {
        Pointer longOne = Pointer.to(URI.create("s3://a/" + "b".repeat(Pointer.LONGEST)));
        try (CountingProxy proxy = new CountingProxy(server)) {
            ConsulPointer pointer = ConsulPointer.key(proxy.consul(), "deploy/long");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> pointer.write(longOne))
                    .withMessageContaining("8192");
            assertThat(pointer.read()).isEmpty();
        }
    }

    private static void put(String key, String value) throws IOException, InterruptedException {
        Consul consul = server.consul();
        Question question = Question.put("/v1/kv/" + key, value.getBytes(StandardCharsets.UTF_8));
        consul.send(question, PATIENCE).orThrow(consul, question);
    }

    private static void delete(String key) throws IOException, InterruptedException {
        Consul consul = server.consul();
        Question question = new Question("DELETE", "/v1/kv/" + key, Map.of(), Optional.empty());
        consul.send(question, PATIENCE).orThrow(consul, question);
        assertThat(List.of(consul.send(Question.get("/v1/kv/" + key), PATIENCE).status()))
                .containsExactly(404);
    }
}
