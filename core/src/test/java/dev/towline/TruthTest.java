package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.RecordingHooks;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happens in whatever order, status, history and verify say what is so. */
final class TruthTest extends DeployTest {

    private static final int RELEASES = 5;
    private static final int STEPS = 25;

    private final RecordingHooks hooks = new RecordingHooks().failing("bad", 1);
    private final List<URI> manifests = new ArrayList<>();
    private final List<Map<String, String>> trees = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    /** The model: the release that is in place, whether somebody meddled with it, and how many deploys are over. */
    private Optional<String> current = Optional.empty();

    private boolean drifted;
    private int over;

    @BeforeEach
    void processesAreKilled() {
        promises.killed();
        promises.anyTree();
    }

    @ParameterizedTest
    @CsvSource({"rsync, 1", "rsync, 2", "rsync, 3", "releases, 1", "releases, 2", "releases, 3"})
    void theyTellTheTruth(String strategy, long seed) throws Exception {
        Random random = new Random(seed);
        publish(strategy);
        for (int step = 0; step < STEPS; step++) {
            String what = "seed " + seed + " step " + step + ": " + act(random);
            requireTruth(what);
        }
    }

    private void publish(String strategy) {
        for (int i = 0; i < RELEASES; i++) {
            Map<String, String> texts = Map.of("app", "release " + i, "lib/a", "same", "lib/" + i, "only in " + i);
            trees.add(texts);
            manifests.add(world.release(texts)
                    .by(strategy)
                    .with("allow_mass_delete", "true")
                    .on("post", i % 3 == 2 ? "bad" : "good")
                    .publish());
            ids.add("");
        }
    }

    private String act(Random random) throws Exception {
        int choice = random.nextInt(10);
        int which = random.nextInt(RELEASES);
        if (choice < 5) {
            return "deploy " + which + " " + deploy(which);
        }
        if (choice < 7) {
            PowerCut cut = PowerCut.at(1 + random.nextInt(170));
            PowerCut.survive(() -> deployer(cut).deploy(manifests.get(which)));
            learn(deployer().recover());
            return "killed " + which + (cut.happened() ? "" : " too late");
        }
        if (choice < 8) {
            return "rollback " + rollback();
        }
        if (current.isPresent() && Files.exists(tree().resolve("app"))) {
            Files.writeString(tree().resolve("app"), "drift " + random.nextInt());
            drifted = true;
            return "drift";
        }
        return "nothing";
    }

    private String deploy(int which) throws Exception {
        DeployResult result = deployer(PowerCut.at(0)).deploy(manifests.get(which));
        String id = result.report().release().orElseThrow();
        ids.set(which, id);
        boolean wasCurrent = current.equals(Optional.of(id));
        switch (result.outcome()) {
            case "deployed" -> {
                assertThat(which % 3).isNotEqualTo(2);
                assertThat(wasCurrent && !drifted).isFalse();
                current = Optional.of(id);
                drifted = false;
                over++;
            }
            case "already-current" -> assertThat(wasCurrent && !drifted).isTrue();
            case "rolled-back" -> {
                assertThat(which % 3).isEqualTo(2);
                over++;
            }
            default -> assertThat(failure(result).kind()).isEqualTo("quarantined");
        }
        return result.outcome();
    }

    private String rollback() throws Exception {
        DeployResult result = deployer(PowerCut.at(0)).rollback(world.dest);
        if (result instanceof DeployResult.Deployed) {
            Optional<String> back = result.report().release();
            assertThat(back).isNotEqualTo(current);
            assertThat(deployer().status(world.dest).quarantine().stream().map(DestinationStatus.Quarantined::release))
                    .contains(current.orElseThrow());
            current = back;
            drifted = false;
            over++;
        } else {
            assertThat(failure(result).kind()).isEqualTo("no-previous");
        }
        return result.outcome();
    }

    /** What a kill led to is for the next one to say; whatever it says has to be so. */
    private void learn(List<DeployResult> recovered) throws Exception {
        assertThat(recovered.stream().map(DeployResult::outcome))
                .allMatch(List.of("deployed", "rolled-back")::contains);
        if (!Files.exists(world.state) || deployer().status().isEmpty()) {
            return;
        }
        DestinationStatus status = deployer().status(world.dest);
        boolean changed = !status.release().equals(current)
                || status.last()
                                .map(last -> last.target() == TargetState.CHANGED)
                                .orElse(false)
                        && deployer().history(world.dest).size() > over;
        drifted &= !changed;
        current = status.release();
        over = deployer().history(world.dest).size();
    }

    private void requireTruth(String what) throws Exception {
        if (deployer().status().isEmpty()) {
            assertThat(world.dest).as(what).doesNotExist();
            return;
        }
        DestinationStatus status = deployer().status(world.dest);
        assertThat(status.release()).as(what).isEqualTo(current);
        assertThat(status.unfinished()).as(what).isEmpty();
        assertThat(deployer().history(world.dest)).as(what).hasSize(over);
        if (current.isEmpty()) {
            assertThat(world.dest).as(what).doesNotExist();
            return;
        }
        assertThat(deployer().verify(world.dest).intact()).as(what).isEqualTo(!drifted);
        if (!drifted) {
            assertThat(trees).as(what).contains(DeployInvariants.texts(tree()));
        }
        int known = ids.indexOf(current.get());
        if (known >= 0 && !drifted) {
            assertThat(DeployInvariants.texts(tree())).as(what).isEqualTo(trees.get(known));
        }
    }

    private Path tree() throws Exception {
        Path link = world.dest.resolve("current");
        return Files.exists(link) ? link.toRealPath() : world.dest;
    }

    private Deployer deployer() {
        return deployer(PowerCut.at(0));
    }

    private Deployer deployer(PowerCut cut) {
        return world.builder().hookRunner(hooks).watch(cut).build();
    }
}
