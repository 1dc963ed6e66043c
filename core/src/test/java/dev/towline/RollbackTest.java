package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.RecordingHooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Going back to what was good before. */
final class RollbackTest extends DeployTest {

    private static final Map<String, String> THREE = Map.of("app", "three", "lib/a", "same");

    private final RecordingHooks hooks = new RecordingHooks();
    private final List<String> releases = new ArrayList<>();

    @BeforeEach
    void processesAreKilled() {
        promises.killed();
    }

    @Test
    void releasesGoBackByOneLinkAndFetchNothing() throws Exception {
        deploy("releases", ONE, TWO);
        removeArtifacts();

        DeployResult result = deployer().rollback(world.dest);

        assertDeployed(result);
        assertThat(texts()).isEqualTo(ONE);
        assertThat(result.report().bytes()).isEqualTo(ByteCounts.NONE);
        assertThat(hooks.commands()).endsWith("pre pre 1", "post post 1");
        DestinationStatus status = deployer().status(world.dest);
        assertThat(status.release()).contains(releases.get(0));
        assertThat(status.quarantine())
                .singleElement()
                .satisfies(entry -> assertThat(entry.release()).isEqualTo(releases.get(1)));
        PastDeploy last = status.last().orElseThrow();
        assertThat(last.outcome()).isEqualTo("deployed");
        assertThat(last.manifest()).endsWith("manifest-1.yml");
        assertThat(deployer().verify(world.dest).intact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"damaged", "gone"})
    void aKeptTreeThatIsNotWholeIsFetchedAgain(String how) throws Exception {
        deploy("releases", ONE, TWO);
        Path kept;
        try (Stream<Path> walk = Files.list(world.dest.resolve("releases"))) {
            kept = walk.filter(path -> path.getFileName()
                            .toString()
                            .startsWith(releases.get(0).substring(0, 12)))
                    .findFirst()
                    .orElseThrow();
        }
        if (how.equals("damaged")) {
            Files.writeString(kept.resolve("app"), "rotten");
        } else {
            new dev.towline.disk.Disk().removeTree(kept);
        }

        DeployResult result = deployer().rollback(world.dest);

        assertDeployed(result);
        assertThat(texts()).isEqualTo(ONE);
        assertThat(result.report().bytes().fetched()).isPositive();
        if (how.equals("damaged")) {
            assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("fetched again"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "merge"})
    void otherStrategiesDeployThePreviousReleaseAgain(String strategy) throws Exception {
        promises.anyTree();
        deploy(strategy, ONE, TWO);

        assertDeployed(deployer().rollback(world.dest));

        assertThat(texts()).containsAllEntriesOf(ONE);
        assertThat(deployer().status(world.dest).release()).contains(releases.get(0));
    }

    @Test
    void withoutItsArtifactTheRollbackIsRefusedAndTheReleaseStays() throws Exception {
        deploy("rsync", ONE, TWO);
        removeArtifacts();

        DeployResult result = deployer().rollback(world.dest);

        assertThat(result).isInstanceOf(DeployResult.Failed.class);
        assertThat(failure(result).kind()).isEqualTo("missing");
        assertThat(result.report().target()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(texts()).isEqualTo(TWO);
        assertThat(deployer().status(world.dest).release()).contains(releases.get(1));
        assertThat(deployer().status(world.dest).quarantine()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases"})
    void twiceGoesFurtherBackAndThenThereIsNone(String strategy) throws Exception {
        deploy(strategy, ONE, TWO, THREE);

        assertDeployed(deployer().rollback(world.dest));
        assertThat(texts()).isEqualTo(TWO);
        assertDeployed(deployer().rollback(world.dest));
        assertThat(texts()).isEqualTo(ONE);

        DeployResult none = deployer().rollback(world.dest);
        assertFailed(none, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "no-previous");
        assertThat(texts()).isEqualTo(ONE);
    }

    @Test
    void whatWasGoneBackToOutlivesTheNextReleases() throws Exception {
        for (Map<String, String> texts : List.of(ONE, TWO, THREE)) {
            deploy("releases", 2, texts);
        }
        assertDeployed(deployer().rollback(world.dest));
        deploy("releases", 2, Map.of("app", "four"));
        removeArtifacts();

        assertDeployed(deployer().rollback(world.dest));

        assertThat(texts()).isEqualTo(TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases"})
    void killedAnywhereItIsFinishedAndQuarantinesOrChangesNothing(String strategy) throws Exception {
        promises.anyTree();
        PowerCut none = PowerCut.at(0);
        int calls = 0;
        for (int nth = 0; nth <= calls || nth == 0; nth += nth == 0 ? 3 : 8) {
            world = new DeployWorld(Files.createDirectories(home.resolve("nth-" + nth)), new DeployInvariants());
            releases.clear();
            deploy(strategy, ONE, TWO);
            if (strategy.equals("releases")) {
                removeArtifacts();
            }
            PowerCut cut = nth == 0 ? none : PowerCut.at(nth);
            PowerCut.survive(
                    () -> world.builder().hookRunner(hooks).watch(cut).build().rollback(world.dest));
            calls = none.calls();

            deployer().recover();

            DestinationStatus status = deployer().status(world.dest);
            boolean back = status.release().equals(java.util.Optional.of(releases.get(0)));
            assertThat(texts()).as("call " + nth).isEqualTo(back ? ONE : TWO);
            assertThat(status.quarantine()).hasSize(back ? 1 : 0);
            assertThat(status.unfinished()).isEmpty();
        }
    }

    @SafeVarargs
    private final void deploy(String strategy, Map<String, String>... trees) {
        for (Map<String, String> texts : trees) {
            deploy(strategy, 5, texts);
        }
    }

    private void deploy(String strategy, int keep, Map<String, String> texts) {
        int number = releases.size() + 1;
        DeployResult result = deployer()
                .deploy(world.release(texts)
                        .by(strategy)
                        .with("keep_releases", Integer.toString(keep))
                        .on("pre", "pre " + number)
                        .on("post", "post " + number)
                        .publish());
        assertDeployed(result);
        releases.add(result.report().release().orElseThrow());
    }

    private void removeArtifacts() throws IOException {
        try (Stream<Path> served = Files.list(world.served)) {
            for (Path file : served.toList()) {
                Files.delete(file);
            }
        }
    }

    private Map<String, String> texts() throws IOException {
        Path current = world.dest.resolve("current");
        return DeployInvariants.texts(Files.exists(current) ? current.toRealPath() : world.dest);
    }

    private Deployer deployer() {
        return world.builder().hookRunner(hooks).build();
    }
}
