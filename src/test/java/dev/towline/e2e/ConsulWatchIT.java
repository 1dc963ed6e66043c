package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.consul.ConsulEvents;
import dev.towline.consul.testkit.ConsulAgent;
import dev.towline.consul.testkit.RealConsul;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drop-in as stretcher is run: as the handler of a real {@code consul watch}. */
class ConsulWatchIT {

    private static final String NAME = "deploy_web_production";

    @TempDir
    Path home;

    private final List<Agent.Running> watches = new ArrayList<>();
    private RealConsul cluster;
    private ConsulAgent server;
    private ConsulEvents events;
    private OrderedReleases releases;

    @BeforeEach
    void startConsul() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        cluster = RealConsul.in(Files.createDirectory(home.resolve("consul")));
        server = cluster.server(1).start().writable();
        events = ConsulEvents.of(server.consul());
        releases = new OrderedReleases(home);
    }

    @AfterEach
    void endConsul() {
        Awaitility.reset();
        watches.forEach(Agent.Running::kill);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void anEventIsCarriedOutOnceAlsoWhenTheWatchStartsAgain() throws Exception {
        Agent.Running first = watch();
        await().until(() -> first.log().contains("wrote no event"));
        events.fire(NAME, releases.publish("1").toString());
        await().until(() -> first.text().contains("deployed "));
        first.terminate().await();

        Agent.Running second = watch();
        await().until(() -> second.log().contains("acted on before"));
        events.fire(NAME, releases.publish("2").toString());
        await().until(() -> second.text().contains("deployed "));

        releases.assertDeployed("1", "2");
        assertThat(first.text()).containsOnlyOnce("deployed ");
        assertThat(second.text()).containsOnlyOnce("deployed ");
    }

    @Test
    void theSameManifestInAnotherEventIsAnotherOrder() throws Exception {
        URI manifest = releases.publish("1");
        Agent.Running watch = watch();
        await().until(() -> watch.log().contains("wrote no event"));
        events.fire(NAME, manifest.toString());
        await().until(() -> watch.text().contains("deployed "));
        events.fire(NAME, manifest.toString());
        await().until(() -> watch.text().lines().count() == 2);

        releases.assertDeployed("1", "1");
    }

    @Test
    void aFailedDeployDoesNotEndTheWatch() throws Exception {
        Agent.Running watch = watch();
        await().until(() -> watch.log().contains("wrote no event"));
        events.fire(NAME, home.resolve("nowhere.yml").toUri().toString());
        await().until(() -> watch.log().contains("failed: "));
        events.fire(NAME, releases.publish("1").toString());
        await().until(() -> watch.text().contains("deployed "));

        releases.assertDeployed("1");
        assertThat(watch.process().isAlive()).isTrue();
    }

    private Agent.Running watch() {
        Agent.Running watch = new Agent(home)
                .under(List.of(
                        RealConsul.binary().toString(),
                        "watch",
                        "-http-addr=" + server.url(),
                        "-type=event",
                        "-name=" + NAME))
                .start();
        watches.add(watch);
        return watch;
    }
}
