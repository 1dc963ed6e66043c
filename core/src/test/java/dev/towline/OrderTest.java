package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.RecordingHooks;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An order is carried out once: a new one deploys what is in place already again, an old one does not. */
final class OrderTest extends DeployTest {

    private final RecordingHooks hooks = new RecordingHooks().failing("bad", 3);

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases", "merge"})
    void aNewOrderRunsAllPhasesOfWhatIsInPlaceOnce(String strategy) throws Exception {
        URI uri = release(ONE, "fine").by(strategy).publish();
        assertDeployed(deploy(uri, "a"));

        assertThat(deploy(uri, "a")).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertDeployed(deploy(uri, "b"));
        for (String order : List.of("a", "b")) {
            assertThat(deploy(uri, order)).isInstanceOf(DeployResult.AlreadyCurrent.class);
        }

        assertThat(hooks.commands()).containsExactly("pre pre", "post fine", "pre pre", "post fine");
        assertThat(orders()).containsExactly(Optional.of("a"), Optional.of("b"));
    }

    @Test
    void whatIsInPlaceWithoutAnOrderIsDeployedAgainForOne() throws Exception {
        URI uri = release(ONE, "fine").publish();
        assertDeployed(deployer().deploy(uri));

        assertDeployed(deploy(uri, "a"));

        assertThat(deploy(uri, "a")).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertThat(orders()).containsExactly(Optional.empty(), Optional.of("a"));
    }

    @Test
    void underAnOrderThatWasCarriedOutDriftAloneIsPutRight() throws Exception {
        URI uri = release(ONE, "fine").publish();
        assertDeployed(deploy(uri, "a"));
        Files.writeString(world.dest.resolve("app"), "drifted");

        assertDeployed(deploy(uri, "a"));

        assertThat(world.texts()).isEqualTo(ONE);
        assertThat(hooks.commands()).containsExactly("pre pre", "post fine", "post fine");
    }

    @Test
    void whatWasDeployedMeanwhileIsGoneBackFromByTheOldOrderToo() {
        URI one = release(ONE, "fine").publish();
        URI two = release(TWO, "fine").publish();
        assertDeployed(deploy(one, "a"));
        assertDeployed(deploy(two, "b"));

        assertDeployed(deploy(one, "a"));

        assertThat(world.texts()).isEqualTo(ONE);
    }

    @Test
    void commandsAloneRunOncePerOrderAndAlwaysWithoutOne() throws Exception {
        URI uri = release(ONE, "fine").commandsOnly().publish();
        assertDeployed(deployer().deploy(uri));

        assertDeployed(deploy(uri, "a"));
        assertThat(deploy(uri, "a")).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertDeployed(deploy(uri, "b"));
        assertDeployed(deployer().deploy(uri));

        assertThat(hooks.commands().stream().filter("post fine"::equals)).hasSize(4);
    }

    @Test
    void aFailedDeployHasNotCarriedItsOrderOut() throws Exception {
        URI uri = release(ONE, "sometimes").publish();
        hooks.failing("sometimes", 1);
        assertThat(deploy(uri, "a")).isInstanceOf(DeployResult.RolledBack.class);
        hooks.on("sometimes", hook -> dev.towline.hook.HookResult.passed());

        assertDeployed(deployer().deploy(DeployRequest.of(uri).order("a").retryQuarantined()));

        assertThat(orders()).containsExactly(Optional.of("a"), Optional.of("a"));
        assertThat(deploy(uri, "a")).isInstanceOf(DeployResult.AlreadyCurrent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases"})
    void goingBackCarriesNoOrderOut(String strategy) throws Exception {
        URI one = release(ONE, "fine").by(strategy).publish();
        assertDeployed(deploy(one, "a"));
        assertDeployed(deploy(release(TWO, "fine").by(strategy).publish(), "b"));

        assertDeployed(deployer().rollback(world.dest));

        assertThat(orders()).containsExactly(Optional.of("a"), Optional.of("b"), Optional.empty());
        assertThat(deploy(one, "a")).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertDeployed(deploy(one, "c"));
    }

    @ParameterizedTest
    @CsvSource({"rsync, true", "rsync, false", "releases, true", "commands, true"})
    @DisplayName("killed before any mutating call, whoever comes next carries the order out, once")
    void anOrderOutlivesItsProcess(String strategy, boolean inPlace) throws Exception {
        promises.anyTree();
        promises.killed();
        PowerCut none = PowerCut.at(0);
        int finished = 0;
        int calls = 1;
        for (int nth = 0; nth <= calls; nth += nth == 0 ? 4 : 7) {
            world = new DeployWorld(Files.createDirectories(home.resolve("nth-" + nth)), new DeployInvariants());
            Release release = release(ONE, "fine").with("deployment", "app");
            URI uri = (strategy.equals("commands") ? release.commandsOnly() : release.by(strategy)).publish();
            if (inPlace) {
                assertDeployed(deploy(uri, "before"));
            }
            PowerCut cut = nth == 0 ? none : PowerCut.at(nth);
            PowerCut.survive(() -> world.builder()
                    .hookRunner(hooks)
                    .watch(cut)
                    .build()
                    .deploy(DeployRequest.of(uri).order("now")));
            calls = none.calls();

            List<DeployResult> recovered = deployer().recover();
            boolean done = carriedOut() == 1;
            assertThat(done || recovered.isEmpty()).as("call " + nth).isTrue();
            DeployResult next = deploy(uri, "now");

            assertThat(next)
                    .as("call " + nth)
                    .isInstanceOf(done ? DeployResult.AlreadyCurrent.class : DeployResult.Deployed.class);
            assertThat(carriedOut()).as("call " + nth).isEqualTo(1);
            finished += recovered.isEmpty() ? 0 : 1;
            assertThat(deploy(uri, "now")).isInstanceOf(DeployResult.AlreadyCurrent.class);
        }
        assertThat(finished).as("recoveries that carried the order out").isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "é", "a\n"})
    void anIdThatIsNoneIsRefused(String id) {
        DeployRequest request = DeployRequest.of(URI.create("file:///m.yml"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.order(id))
                .withMessage("an order is 1 to 128 letters, digits, dots, dashes and underscores");
        assertThatIllegalArgumentException().isThrownBy(() -> request.order("x".repeat(129)));
        assertThat(request.order("x".repeat(128)).again().order()).contains("x".repeat(128));
    }

    @Test
    void whatElseIsInTheStateDirectoryIsNoDestination() throws Exception {
        assertDeployed(deploy(release(ONE, "fine").publish(), "a"));
        Path other = Files.createDirectories(deployer().stateDirectory().resolve("agent"));
        Files.writeString(other.resolve("dest"), "/nowhere\n");
        Files.writeString(other.resolve("journal"), "nonsense");

        assertThat(deployer().recover()).isEmpty();

        assertThat(deployer().status())
                .singleElement()
                .satisfies(status -> assertThat(status.dest()).contains(world.dest));
        assertThat(other.resolve("journal")).exists();
        Files.delete(other.resolve("journal"));
    }

    private long carriedOut() throws Exception {
        Path dest = world.dest;
        return Files.isDirectory(dest)
                ? deployer().history(dest).stream()
                        .filter(past -> past.order().equals(Optional.of("now")))
                        .filter(past -> past.outcome().equals("deployed"))
                        .count()
                : deployer().status().stream()
                        .flatMap(status -> status.last().stream())
                        .filter(past -> past.order().equals(Optional.of("now")))
                        .count();
    }

    private List<Optional<String>> orders() throws Exception {
        return deployer().history(world.dest).stream().map(PastDeploy::order).toList();
    }

    private Release release(Map<String, String> texts, String post) {
        return world.release(texts).on("pre", "pre").on("post", post);
    }

    private DeployResult deploy(URI uri, String order) {
        return deployer().deploy(DeployRequest.of(uri).order(order));
    }

    private Deployer deployer() {
        return world.builder().hookRunner(hooks).build();
    }
}
