package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.testkit.RealTools;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drop-in as the handler of a real Serf agent. */
class SerfHandlerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final String address = "127." + ThreadLocalRandom.current().nextInt(10, 250) + "."
            + ThreadLocalRandom.current().nextInt(250) + ".1";
    private OrderedReleases releases;
    private Agent.Running serf;

    @BeforeEach
    void startSerf() {
        RealTools.require("serf");
        releases = new OrderedReleases(home);
        serf = serf();
    }

    @AfterEach
    void endSerf() {
        if (serf != null) {
            serf.kill();
        }
    }

    @Test
    void anEventIsCarriedOutOnceAlsoWhenTheAgentStartsAgain() throws Exception {
        fire(releases.publish("1"));
        awaitDeploys(1);
        serf.terminate().await();
        serf = serf();
        fire(releases.publish("2"));
        awaitDeploys(1);

        releases.assertDeployed("1", "2");
        assertThat(serf.text()).contains("ordered by the Serf event deploy");
    }

    @Test
    void eventsThatComeTogetherAreCarriedOutOneAfterTheOther() throws Exception {
        fire(releases.publish("1"));
        fire(releases.publish("2"));
        awaitDeploys(2);

        releases.assertDeployed("1", "2");
    }

    /** Serf shows what its handlers write in its own log, once they ended. */
    private void awaitDeploys(int deploys) {
        await().atMost(PATIENCE).until(() -> serf.text().split("deployed [0-9a-f]{12}").length == deploys + 1);
    }

    private Agent.Running serf() {
        Agent agent = new Agent(home);
        Agent.Running running = agent.launch(List.of(
                "serf",
                "agent",
                "-node=web-1",
                "-bind=" + address + ":7946",
                "-rpc-addr=" + address + ":7373",
                "-snapshot=" + home.resolve("snapshot"),
                "-log-level=debug",
                "-event-handler=user:deploy=" + agent.line()));
        await().atMost(PATIENCE).until(() -> serf("members") == 0);
        return running;
    }

    private void fire(URI manifest) {
        assertThat(serf("event", "-coalesce=false", "deploy", manifest.toString()))
                .isZero();
    }

    private int serf(String command, String... words) {
        List<String> all = new ArrayList<>(List.of("serf", command, "-rpc-addr=" + address + ":7373"));
        all.addAll(List.of(words));
        return new Agent(home).launch(all).await().status();
    }
}
