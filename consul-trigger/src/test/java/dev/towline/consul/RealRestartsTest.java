package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.consul.testkit.ConsulAgent;
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

/** What becomes of events when the agent that hears them goes away. */
class RealRestartsTest {

    private static final Pointer POINTER = Pointer.to(URI.create("s3://releases/web/1.yml"));

    @TempDir
    Path home;

    private RealConsul cluster;
    private ConsulAgent server;
    private ConsulAgent client;
    private ConsulEvents events;

    @BeforeEach
    void startAgents() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        cluster = RealConsul.in(home);
        server = cluster.server(1).start();
        client = cluster.client().start(cluster.joining());
        server.writable();
        client.ready();
        events = ConsulEvents.of(server.consul());
    }

    @AfterEach
    void endAgents() {
        Awaitility.reset();
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("T3 what is fired while the agent is away is lost, what the key holds is not")
    void gracefulRestart() throws Exception {
        Heard heard = new Heard();
        Heard read = new Heard();
        ConsulPointer pointer = ConsulPointer.key(server.consul(), "deploy/web");
        Path file = home.resolve("seen");
        try (Subscription listening = ConsulTrigger.events(client.consul(), "deploy")
                        .hintingEach()
                        .remembering(file)
                        .start(heard);
                Subscription reading = ConsulTrigger.key(client.consul(), "deploy/web")
                        .asking(Duration.ofSeconds(5))
                        .start(read)) {
            await().until(() -> Files.exists(file));
            pointer.write(POINTER.withId("first"));
            await().until(() -> read.size() == 1);
            client.leave();
            await().until(() -> listening.trouble().isPresent());
            events.fire("deploy", "lost-1");
            events.fire("deploy", "lost-2");
            pointer.write(POINTER.withId("second"));
            client.start(cluster.joining()).ready();
            await().until(() -> read.size() == 2);
            await().until(() -> listening.trouble().isEmpty());
            events.fire("deploy", "after");
            await().until(() -> heard.size() > 0);
            assertThat(reading.trouble()).isEmpty();
        }

        assertThat(heard.deploys()).containsExactly("after");
        assertThat(read.deploys()).containsExactly("first", "second");
    }

    @Test
    @DisplayName("T4 an agent that crashed and delivers events again makes nobody deploy again")
    void duplicateAfterACrash() throws Exception {
        Heard heard = new Heard();
        Path file = home.resolve("seen");
        List<String> fired = new ArrayList<>();
        try (Subscription listening = ConsulTrigger.events(client.consul(), "deploy")
                .hintingEach()
                .remembering(file)
                .start(heard)) {
            await().until(() -> Files.exists(file));
            for (int i = 0; i < 3; i++) {
                fired.add(events.fire("deploy", "deploy-" + i));
            }
            await().pollInterval(Duration.ofMillis(5)).until(() -> heard.size() == 3);
            client.kill();
            client.start().ready();
            await().until(() -> listening.trouble().isEmpty());
            fired.add(events.fire("deploy", "after"));
            await().until(() -> heard.deploys().contains("after"));
        }

        assertThat(heard.events()).containsExactlyInAnyOrderElementsOf(fired).endsWith(fired.get(3));
    }

    @Test
    @DisplayName("T5 an agent that was frozen delivers what it missed, and the last one is hinted")
    void freeze() throws Exception {
        RealConsul.requireTime();
        Heard heard = new Heard();
        Path file = home.resolve("seen");
        try (Subscription listening = ConsulTrigger.events(client.consul(), "deploy")
                .remembering(file)
                .asking(Duration.ofSeconds(5))
                .start(heard)) {
            await().until(() -> Files.exists(file));
            client.signal("STOP");
            await().until(() -> listening.trouble().orElse("").contains("did not answer within"));
            for (int i = 0; i < 3; i++) {
                events.fire("deploy", "deploy-" + i);
            }
            Duration frozen = Duration.ofSeconds(45);
            long until = System.nanoTime() + frozen.toNanos();
            await().until(() -> System.nanoTime() > until);
            client.signal("CONT");
            await().until(() -> Buffered.events(client, "deploy").size() == 3);
            await().until(() -> Files.readAllLines(file).size() == 4);
            await().until(() -> heard.deploys().contains("deploy-2"));
            await().until(() -> listening.trouble().isEmpty());
        }

        assertThat(heard.events()).doesNotHaveDuplicates();
        assertThat(heard.deploys()).endsWith("deploy-2");
    }
}
