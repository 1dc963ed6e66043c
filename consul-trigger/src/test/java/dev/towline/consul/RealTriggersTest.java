package dev.towline.consul;

import dev.towline.consul.testkit.ConsulAgent;
import dev.towline.consul.testkit.RealConsul;
import dev.towline.testkit.TriggerContract;
import dev.towline.trigger.Pointer;
import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of triggers, kept on a real Consul, over TCP and over a Unix socket. */
class RealTriggersTest {

    @TempDir
    static Path home;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static RealConsul cluster;
    private static ConsulAgent server;
    private static Path socket;

    @BeforeAll
    static void startAgent() throws IOException {
        cluster = RealConsul.in(home);
        socket = home.resolve("http.sock");
        server = cluster.server(1, "\"addresses\": {\"http\": \"unix://" + socket + " ADDRESS\"}")
                .start();
        server.writable();
    }

    @AfterAll
    static void endAgent() {
        if (cluster != null) {
            cluster.close();
        }
    }

    abstract static class Events extends TriggerContract {

        private final String name = "contract-" + COUNT.incrementAndGet();

        abstract Consul consul() throws IOException;

        @Override
        protected Trigger trigger() throws IOException {
            return ConsulTrigger.events(consul(), name).startingWithLatest();
        }

        @Override
        protected void provoke() throws IOException, InterruptedException {
            ConsulEvents.of(consul()).fire(name, "deploy-" + COUNT.incrementAndGet());
        }
    }

    @Nested
    class EventsOverTcp extends Events {
        @Override
        Consul consul() throws IOException {
            return server.consul();
        }
    }

    @Nested
    class EventsOverASocket extends Events {
        @Override
        Consul consul() throws IOException {
            return server.builder().address("unix://" + socket).build();
        }
    }

    abstract static class Keys extends TriggerContract {

        private final String key = "contract/" + COUNT.incrementAndGet();

        abstract Consul consul() throws IOException;

        @Override
        protected Trigger trigger() throws IOException {
            return ConsulTrigger.key(consul(), key);
        }

        @Override
        protected void provoke() throws IOException, InterruptedException {
            ConsulPointer.key(consul(), key)
                    .write(Pointer.to(URI.create("s3://releases/web/1.yml"))
                            .withId("deploy-" + COUNT.incrementAndGet()));
        }
    }

    @Nested
    class KeysOverTcp extends Keys {
        @Override
        Consul consul() throws IOException {
            return server.consul();
        }
    }

    @Nested
    class KeysOverASocket extends Keys {
        @Override
        Consul consul() throws IOException {
            return server.builder().address("unix://" + socket).build();
        }
    }
}
