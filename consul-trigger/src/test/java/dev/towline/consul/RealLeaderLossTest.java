package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.consul.testkit.ConsulAgent;
import dev.towline.consul.testkit.CountingProxy;
import dev.towline.consul.testkit.RealConsul;
import dev.towline.trigger.Pointer;
import dev.towline.trigger.Trigger.Subscription;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers, of which one and then two go away, and a client that hears. */
class RealLeaderLossTest {

    private static final Pointer POINTER = Pointer.to(URI.create("s3://releases/web/1.yml"));

    @TempDir
    Path home;

    private RealConsul cluster;
    private final List<ConsulAgent> servers = new ArrayList<>();
    private ConsulAgent client;

    @BeforeEach
    void startAgents() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(90));
        cluster = RealConsul.in(home);
        RealConsul.requireTime();
        for (int i = 0; i < 3; i++) {
            servers.add(cluster.server(3));
            servers.get(i).start(cluster.joining());
        }
        client = cluster.client().start(cluster.joining());
        servers.get(0).writable();
        client.writable();
    }

    @AfterEach
    void endAgents() {
        Awaitility.reset();
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("T11 triggers outlive the loss of the leader and of the quorum, without asking in a frenzy")
    void leaderAndQuorum() throws Exception {
        Path file = home.resolve("seen");
        Heard heard = new Heard();
        Heard read = new Heard();
        ConsulPointer pointer = ConsulPointer.key(client.consul(), "deploy/web");
        try (CountingProxy proxy = new CountingProxy(client);
                Subscription listening = ConsulTrigger.events(proxy.consul(), "deploy")
                        .remembering(file)
                        .start(heard);
                Subscription reading =
                        ConsulTrigger.key(proxy.consul(), "deploy/web").start(read)) {
            await().until(() -> Files.exists(file));
            pointer.write(POINTER.withId("one"));
            await().until(() -> read.size() == 1);

            ConsulAgent leader = leader();
            long begin = System.nanoTime();
            leader.kill();
            ConsulEvents.of(client.consul()).fire("deploy", "leaderless");
            await().until(() -> heard.deploys().contains("leaderless"));
            await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
                pointer.write(POINTER.withId("two"));
                return true;
            });
            await().until(() -> read.deploys().contains("two"));

            ConsulAgent second = leader();
            second.kill();
            ConsulEvents.of(client.consul()).fire("deploy", "no-quorum");
            await().until(() -> heard.deploys().contains("no-quorum"));
            await().until(() -> reading.trouble().isPresent());
            second.start(cluster.joining());
            await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
                pointer.write(POINTER.withId("three"));
                return true;
            });
            await().until(() -> read.deploys().contains("three"));
            await().until(() ->
                    listening.trouble().isEmpty() && reading.trouble().isEmpty());

            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            assertThat(proxy.asked("/v1/kv/deploy/web")).isLessThan(seconds + 10);
            assertThat(proxy.asked("/v1/event/list")).isLessThan(seconds + 10);
        }

        assertThat(read.deploys()).containsExactly("one", "two", "three");
        assertThat(heard.events()).doesNotHaveDuplicates();
    }

    private ConsulAgent leader() throws IOException, InterruptedException {
        List<ConsulAgent> leaders = new ArrayList<>();
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            String said = client.consul()
                    .send(Question.get("/v1/status/leader"), Duration.ofSeconds(10))
                    .text();
            servers.stream()
                    .filter(ConsulAgent::isAlive)
                    .filter(server -> said.contains("\"" + server.address() + ":"))
                    .forEach(leaders::add);
            return !leaders.isEmpty();
        });
        return leaders.get(0);
    }
}
