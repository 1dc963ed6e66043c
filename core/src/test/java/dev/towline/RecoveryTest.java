package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Op;
import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.RecordingHooks;
import dev.towline.testkit.TarBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whenever the process ends, the next one makes it right without anybody's help. */
final class RecoveryTest extends DeployTest {

    @BeforeEach
    void processesAreKilled() {
        promises.killed();
    }

    private static final Map<String, String> OLD =
            Map.of("app", "one", "lib/a", "same", "lib/gone", "only in one", "turns", "file", "swaps/x", "x");
    private static final Map<String, String> NEW =
            Map.of("app", "two", "lib/a", "same", "lib/new", "new", "turns/x", "x", "swaps", "file now");

    /** One host, on which the first release stands and the process ends while the second one is deployed. */
    private final class Host {
        final DeployWorld world;
        final String strategy;
        final RecordingHooks hooks = new RecordingHooks().failing("bad", 3);
        final NavigableMap<String, String> before;
        final URI second;
        final Path artifact;
        String first = "";

        Host(String name, String strategy, String post) throws IOException {
            this.world = new DeployWorld(Files.createDirectories(home.resolve(name)), new DeployInvariants());
            this.strategy = strategy;
            if (strategy.equals("mv")) {
                this.before = new TreeMap<>();
            } else {
                DeployResult result = deployer().deploy(release(OLD, "old").publish());
                assertDeployed(result);
                first = result.report().release().orElseThrow();
                this.before = tree();
            }
            Release release = release(strategy.equals("merge") ? TWO : NEW, post);
            this.second = release.publish();
            int number = strategy.equals("mv") ? 1 : 2;
            this.artifact = world.served.resolve("artifact-" + number);
        }

        Release release(Map<String, String> texts, String post) {
            TarBytes tar = TarBytes.tar();
            new TreeMap<>(texts).forEach(tar::file);
            return world.release(tar).by(strategy).with("deployment", "app").on("post", post);
        }

        Deployer deployer() {
            return world.builder().hookRunner(hooks).build();
        }

        Deployer deployer(PowerCut cut) {
            return world.builder().hookRunner(hooks).watch(cut).build();
        }

        void run(PowerCut cut) throws Exception {
            PowerCut.survive(() -> deployer(cut).deploy(second));
        }

        NavigableMap<String, String> tree() throws IOException {
            Path current = world.dest.resolve("current");
            return DeployInvariants.texts(Files.exists(current) ? current.toRealPath() : world.dest);
        }

        NavigableMap<String, String> after() {
            NavigableMap<String, String> after = new TreeMap<>(strategy.equals("merge") ? TWO : NEW);
            if (strategy.equals("merge")) {
                before.forEach(after::putIfAbsent);
            }
            return after;
        }

        /** It is wholly old or new, as history and status say, and nothing is left of the way there. */
        void assertTruth(boolean good) throws Exception {
            Deployer fresh = deployer();
            String now = fresh.status().isEmpty()
                    ? ""
                    : fresh.status(world.dest).release().orElse("");
            assertThat(tree()).isEqualTo(now.equals(first) ? before : after());
            assertThat(now.equals(first) || good).isTrue();
            assertThat(left()).isEmpty();
            if (!now.isEmpty()) {
                assertThat(fresh.verify(world.dest).intact()).isTrue();
            }
            if (Files.exists(world.state) && !fresh.status().isEmpty()) {
                List<PastDeploy> history = fresh.history(world.dest);
                assertThat(history.stream()
                                .filter(past -> past.outcome().equals("deployed"))
                                .map(PastDeploy::release))
                        .doesNotHaveDuplicates();
            }
        }

        List<Path> left() throws IOException {
            try (Stream<Path> walk = Files.walk(world.home)) {
                return walk.filter(path -> path.getFileName().toString().matches("\\..*\\.towline-[0-9a-f]+|journal"))
                        .toList();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rsync, fine",
        "rsync, bad",
        "releases, fine",
        "releases, bad",
        "mv, fine",
        "mv, bad",
        "merge, fine",
        "merge, bad"
    })
    @DisplayName("K1-K15 killed before any mutating call, the deploy is finished or taken back by whoever comes next")
    void killedAnywhere(String strategy, String post) throws Exception {
        promises.anyTree();
        PowerCut none = PowerCut.at(0);
        new Host("whole", strategy, post).run(none);
        int stride = 17;
        int way = 0;
        for (int nth = 1 + strategy.length() + post.length(); nth <= none.calls(); nth += stride) {
            Host host = new Host("nth-" + nth, strategy, post);
            PowerCut cut = PowerCut.at(nth);
            host.run(cut);
            assertThat(cut.happened()).isTrue();

            switch (way++ % 4) {
                case 0 -> host.deployer().recover();
                case 1 -> host.deployer().deploy(host.second);
                case 2 -> {
                    PowerCut again = PowerCut.at(5 + nth % 40);
                    PowerCut.survive(() -> host.deployer(again).recover());
                    host.deployer().recover();
                }
                default -> {
                    if (!strategy.equals("mv")) {
                        DeployResult third = host.deployer()
                                .deploy(host.release(Map.of("app", "three"), "third")
                                        .with("allow_mass_delete", "true")
                                        .publish());
                        assertDeployed(third);
                        assertThat(host.tree()).containsEntry("app", "three");
                        assertThat(host.left()).isEmpty();
                        continue;
                    }
                    host.deployer().recover();
                }
            }

            host.assertTruth(post.equals("fine"));
        }
    }

    @Test
    void finishingRunsPostAgainAndSaysThatItRecovers() throws Exception {
        Host host = new Host("host", "rsync", "fine");
        host.run(PowerCut.after(op -> op.path().endsWith(".history.new") && op.call() == Op.Call.RENAME));

        List<DeployResult> results = host.deployer().recover();

        assertThat(results).isEmpty();
        host.assertTruth(true);

        Host other = new Host("other", "rsync", "fine");
        other.run(PowerCut.atFirst(op -> op.path().toString().contains("/index")
                || op.path().getFileName().toString().equals(".index.new")));
        List<DeployResult> finished = other.deployer().recover();

        assertThat(finished).singleElement().isInstanceOf(DeployResult.Deployed.class);
        assertThat(other.hooks.hooks()).last().satisfies(hook -> {
            assertThat(hook.phase()).isEqualTo("post");
            assertThat(hook.environment()).containsEntry("TOWLINE_RECOVERED", "1");
        });
        assertThat(other.deployer().status(other.world.dest).release())
                .isEqualTo(finished.get(0).report().release());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases", "mv", "merge"})
    void movesThatBeganAreUndoneWhereTheArtifactIsGone(String strategy) throws Exception {
        Host host = new Host("host", strategy, "fine");
        host.run(duringMoves(host));
        Files.delete(host.artifact);

        List<DeployResult> results = host.deployer().recover();

        assertThat(results).singleElement().isInstanceOf(DeployResult.RolledBack.class);
        assertThat(host.tree()).isEqualTo(host.before);
        assertThat(host.left()).isEmpty();
        assertThat(host.deployer().status(host.world.dest).quarantine()).isEmpty();
    }

    @Test
    void aDamagedManifestIsNotBelievedAndTheDeployIsUndoneAndRemembered() throws Exception {
        Host host = new Host("host", "rsync", "fine");
        host.run(duringMoves(host));
        for (Path manifest : find(host.world.state, "manifest")) {
            if (!manifest.toString().contains(host.first)) {
                Files.writeString(manifest, "# more\n", java.nio.file.StandardOpenOption.APPEND);
            }
        }

        DeployResult result = host.deployer().recover().get(0);

        assertThat(result).isInstanceOf(DeployResult.RolledBack.class);
        assertThat(failure(result).kind()).isEqualTo("cut-off");
        assertThat(host.tree()).isEqualTo(host.before);
        assertThat(host.deployer().history(host.world.dest))
                .last()
                .satisfies(past -> assertThat(past.outcome()).isEqualTo("rolled-back"));
    }

    @Test
    void withoutItsStagingDirectoryTheDeployCanStillBeFinished() throws Exception {
        for (boolean moving : new boolean[] {true, false}) {
            Host host = new Host("host-" + moving, "rsync", "fine");
            host.run(
                    moving
                            ? duringMoves(host)
                            : PowerCut.atFirst(
                                    op -> op.path().getFileName().toString().equals(".index.new")));
            removeStaging(host);

            DeployResult result = host.deployer().recover().get(0);

            assertDeployed(result);
            assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("lost"));
            host.assertTruth(true);
        }
    }

    @Test
    void withoutItsStagingDirectoryNothingIsSaidToBeRestored() throws Exception {
        promises.anyTree();
        promises.stagingStays();
        Host host = new Host("host", "rsync", "fine");
        host.run(duringMoves(host));
        removeStaging(host);
        Files.delete(host.artifact);

        DeployResult result = host.deployer().recover().get(0);

        assertThat(result).isInstanceOf(DeployResult.Failed.class);
        assertThat(result.report().target()).isEqualTo(TargetState.UNKNOWN);
    }

    @Test
    void anUnreadableJournalCountsAsNoneAndLeftoversAreSwept() throws Exception {
        promises.anyTree();
        Host host = new Host("host", "rsync", "fine");
        host.run(duringMoves(host));
        Files.writeString(find(host.world.state, "journal").get(0), "nonsense");

        assertThat(host.deployer().recover()).isEmpty();

        assertThat(host.left()).isEmpty();
        assertDeployed(host.deployer().deploy(host.second));
        host.assertTruth(true);
    }

    @Test
    void aCommandsOnlyDeployThatFailsWhenItIsFinishedOwesNothing() throws Exception {
        RecordingHooks hooks = new RecordingHooks().failing("bad", 1);
        URI uri = world.release(ONE)
                .commandsOnly()
                .with("deployment", "jobs")
                .on("post", "bad")
                .publish();
        PowerCut.survive(() -> world.builder()
                .hookRunner(hook -> {
                    throw new PowerCut.Dead();
                })
                .watch(PowerCut.atFirst(op -> op.path().toString().contains("scratch")))
                .build()
                .deploy(uri));
        assertThat(find(world.state, "journal")).isNotEmpty();

        List<DeployResult> results = world.builder().hookRunner(hooks).build().recover();

        assertThat(results).singleElement().isInstanceOf(DeployResult.Failed.class);
        assertThat(find(world.state, "journal")).isEmpty();
    }

    @Test
    @DisplayName("K16 three failed recoveries park the deployment; a newer release ends that, and knows the original")
    void threeFailedRecoveriesPark() throws Exception {
        Host host = new Host("host", "rsync", "bad");
        Instant begin = Instant.now();
        host.run(duringMoves(host));
        for (int tries = 0; tries < 3; tries++) {
            PowerCut.survive(() -> host.deployer(PowerCut.atFirst(
                            op -> op.path().getFileName().toString().equals("tree")))
                    .recover());
            assertThat(find(host.world.state, "journal")).isNotEmpty();
        }

        assertThat(host.deployer().recover()).isEmpty();
        assertThat(host.deployer().status(host.world.dest).unfinished())
                .hasValueSatisfying(
                        unfinished -> assertThat(unfinished.broken()).isTrue());
        DeployResult same = host.deployer().deploy(host.second);
        assertThat(failure(same).kind()).isEqualTo("broken");
        DeployRequest retry = DeployRequest.of(host.second);
        DeployResult early = host.deployer().deploy(retry.retryQuarantinedBefore(begin));
        assertThat(failure(early).kind()).isEqualTo("broken");
        DeployResult newer = host.deployer()
                .deploy(host.release(Map.of("app", "three"), "bad")
                        .with("allow_mass_delete", "true")
                        .publish());

        assertThat(newer).isInstanceOf(DeployResult.RolledBack.class);
        assertThat(host.tree()).isEqualTo(host.before);
        host.assertTruth(false);
    }

    @Test
    void whatDirectoriesAboveWereMadeForIsFollowedByItsWholeRecord() throws Exception {
        world = new DeployWorld(Files.createDirectories(home.resolve("follow")), new DeployInvariants());
        Path dest = world.home.resolve("made/by/pre/site");
        Release release = world.release(ONE).to(dest).on("pre", "mkdir -p " + dest.getParent());
        assertThat(world.deploy(world.release(TWO).to(dest)).report().target()).isEqualTo(TargetState.UNTOUCHED);

        assertDeployed(world.deploy(release));

        assertThat(world.deployer().history(dest).stream().map(PastDeploy::outcome))
                .containsExactly("failed", "deployed");
        assertThat(world.deployer().status()).hasSize(1);
    }

    /** Two renames into the destination have been made, or the only one there is. */
    private static PowerCut duringMoves(Host host) {
        return PowerCut.after(
                op -> op.to().filter(to -> to.startsWith(host.world.dest)).isPresent());
    }

    private static List<Path> find(Path state, String name) throws IOException {
        try (Stream<Path> walk = Files.walk(state)) {
            return walk.filter(path -> path.endsWith(name)).toList();
        }
    }

    private static void removeStaging(Host host) throws IOException {
        for (Path path : new ArrayList<>(host.left())) {
            if (!path.endsWith("journal")) {
                new dev.towline.disk.Disk().removeTree(path);
            }
        }
    }
}
