package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.towline.consul.testkit.ConsulAgent;
import dev.towline.consul.testkit.CountingProxy;
import dev.towline.consul.testkit.RealConsul;
import dev.towline.trigger.Trigger.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Events of a real Consul: a server and a client. */
class RealEventsTest {

    @TempDir
    static Path home;

    @TempDir
    Path directory;

    private static RealConsul cluster;
    private static ConsulAgent server;
    private static ConsulAgent client;

    @BeforeAll
    static void startAgents() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
        cluster = RealConsul.in(home);
        server = cluster.server(1).start();
        client = cluster.client().start(cluster.joining());
        server.writable();
        client.ready();
    }

    @AfterAll
    static void endAgents() {
        Awaitility.reset();
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("T1 events from before the start are no hints, those from while it was stopped are")
    void startWithHistory(TestInfo test) throws Exception {
        String name = "history";
        Path file = directory.resolve("seen");
        for (int i = 0; i < 3; i++) {
            fire(name, "old-" + i);
        }
        await().until(() -> Buffered.events(client, name).size() == 3);
        EventTrigger trigger =
                ConsulTrigger.events(client.consul(), name).remembering(file).hintingEach();
        Heard first = new Heard();
        try (Subscription listening = trigger.start(first)) {
            await().until(() -> Files.exists(file) && Files.readAllLines(file).size() == 4);
            fire(name, "one");
            await().until(() -> first.size() > 0);
            assertThat(listening.trouble()).isEmpty();
        }
        Heard second = new Heard();
        try (Subscription listening = trigger.start(second)) {
            fire(name, "two");
            await().until(() -> second.size() > 0);
            assertThat(listening.trouble()).isEmpty();
        }
        fire(name, "three");
        await().until(() -> Buffered.events(client, name).size() == 6);
        Heard third = new Heard();
        try (Subscription listening = trigger.start(third)) {
            await().until(() -> third.size() > 0);
            assertThat(listening.trouble()).isEmpty();
        }
        Heard latest = new Heard();
        try (Subscription listening =
                ConsulTrigger.events(client.consul(), name).startingWithLatest().start(latest)) {
            await().until(() -> latest.size() > 0);
            assertThat(listening.trouble()).isEmpty();
        }

        assertThat(first.deploys()).containsExactly("one");
        assertThat(second.deploys()).containsExactly("two");
        assertThat(third.deploys()).containsExactly("three");
        assertThat(latest.deploys()).containsExactly("three");
    }

    @Test
    @DisplayName("T2 a burst is heard once, and ends with the event that was fired last")
    void burst() throws Exception {
        String name = "burst";
        Path allSeen = directory.resolve("all");
        Path lastSeen = directory.resolve("last");
        Heard all = new Heard();
        Heard last = new Heard();
        try (Subscription each = ConsulTrigger.events(client.consul(), name)
                        .hintingEach()
                        .remembering(allSeen)
                        .start(all);
                Subscription one = ConsulTrigger.events(client.consul(), name)
                        .remembering(lastSeen)
                        .start(last)) {
            await().until(() -> Files.exists(allSeen) && Files.exists(lastSeen));
            List<String> fired = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                fired.add(fire(name, "burst-" + i));
            }
            await().until(() -> all.size() == 30);
            await().until(() -> Files.readAllLines(lastSeen).size() == 31);
            List<ConsulEvent> list = Buffered.events(client, name);
            String winner = list.stream()
                    .max(Comparator.comparing(ConsulEvent::time, Long::compareUnsigned)
                            .thenComparing(ConsulEvent::id))
                    .orElseThrow()
                    .id();
            await().until(() -> last.events().contains(winner));

            assertThat(all.events()).containsExactlyInAnyOrderElementsOf(fired);
            assertThat(last.events()).doesNotHaveDuplicates().endsWith(winner);
            assertThat(each.trouble()).isEmpty();
            assertThat(one.trouble()).isEmpty();
        }
    }

    @Test
    @DisplayName("T6 events of another name wake nobody, and can push an event out that nobody read")
    void foreignNames() throws Exception {
        String name = "evicted";
        Path file = directory.resolve("seen");
        Heard heard = new Heard();
        try (CountingProxy proxy = new CountingProxy(client)) {
            EventTrigger trigger = ConsulTrigger.events(proxy.consul(), name).remembering(file);
            try (Subscription listening = trigger.start(heard)) {
                await().until(() -> proxy.asked("/v1/event/list") == 2);
                noise(30);
                assertThat(proxy.asked("/v1/event/list")).isEqualTo(2);
                assertThat(listening.trouble()).isEmpty();
            }
            fire(name, "lost");
            await().until(() -> Buffered.events(client, name).size() == 1);
            noise(300);
            await().until(() -> Buffered.events(client, name).isEmpty());
            try (Subscription listening = trigger.start(heard)) {
                fire(name, "found");
                await().until(() -> heard.size() > 0);
                assertThat(listening.trouble()).isEmpty();
            }
        }

        assertThat(heard.deploys()).containsExactly("found");
    }

    @Test
    @DisplayName("T7 an index above 2^63 is handed back as it came: one question for each event")
    void unsignedIndex() throws Exception {
        String name = "unsigned";
        Path file = directory.resolve("seen");
        Heard heard = new Heard();
        try (CountingProxy proxy = new CountingProxy(client);
                Subscription listening = ConsulTrigger.events(proxy.consul(), name)
                        .remembering(file)
                        .start(heard)) {
            await().until(() -> Files.exists(file));
            int fired = 0;
            boolean above = false;
            while (fired < 40 && !above) {
                fire(name, "event-" + fired++);
                int now = fired;
                await().until(() -> heard.size() == now);
                above = proxy.indexes().stream().anyMatch(index -> Long.parseUnsignedLong(index) < 0);
            }
            fire(name, "event-" + fired++);
            int all = fired;
            await().until(() -> heard.size() == all);

            assertThat(above).as("an index above 2^63").isTrue();
            assertThat(proxy.asked("/v1/event/list")).isLessThanOrEqualTo(fired + 3L);
            assertThat(listening.trouble()).isEmpty();
        }
    }

    @Test
    @DisplayName("T8 300 bytes are carried, 301 are refused before anything is sent")
    void size() throws Exception {
        String name = "size";
        String url = "s3://releases/" + "x".repeat(300 - "s3://releases/".length());
        try (CountingProxy proxy = new CountingProxy(server)) {
            ConsulEvents.of(proxy.consul()).fire(name, url);
            await().until(() -> Buffered.events(client, name).size() == 1);

            assertThat(Buffered.events(client, name).get(0).payload()).isEqualTo(url);
            assertThatExceptionOfType(EventTooLargeException.class)
                    .isThrownBy(() -> ConsulEvents.of(proxy.consul()).fire(name, url + "x"))
                    .withMessageContaining("301 bytes");
            assertThat(proxy.asked("/v1/event/fire/size")).isEqualTo(1);
        }
    }

    @Test
    void anEmptyPayloadMeansLook() throws Exception {
        Path file = directory.resolve("seen");
        Heard heard = new Heard();
        try (Subscription listening =
                ConsulTrigger.events(client.consul(), "empty").remembering(file).start(heard)) {
            await().until(() -> Files.exists(file));
            String id = fire("empty", "");
            await().until(() -> heard.size() == 1);

            assertThat(heard.events()).containsExactly(id);
            assertThat(heard.deploys()).isEmpty();
            assertThat(listening.trouble()).isEmpty();
        }
    }

    @Test
    void aFilterMatchesWholeNodeNames() throws Exception {
        String name = "filtered";
        ConsulEvents events = ConsulEvents.of(server.consul());

        events.fire(name, "nobody", EventFilter.none().nodes("n"));
        events.fire(name, "other", EventFilter.none().nodes(EventFilter.exactly("n1")));
        events.fire(name, "both", EventFilter.none().nodes("n[12]"));
        await().until(() -> !Buffered.events(client, name).isEmpty());
        await().until(() -> Buffered.events(server, name).size() == 2);

        assertThat(Buffered.events(client, name))
                .extracting(ConsulEvent::payload)
                .containsExactly("both");
    }

    private static String fire(String name, String payload) throws IOException, InterruptedException {
        return ConsulEvents.of(server.consul()).fire(name, payload);
    }

    private static void noise(int events) throws IOException, InterruptedException {
        Consul consul = server.consul();
        for (int i = 0; i < events; i++) {
            consul.send(
                    Question.put("/v1/event/fire/noise", "n".getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(20));
        }
        await().until(() -> !Buffered.events(client, "noise").isEmpty());
    }
}
