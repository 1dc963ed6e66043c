package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Op;
import dev.towline.disk.Watch;
import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A release that is in place and fails there: what was before comes back, byte for byte. */
final class TakenBackTest extends DeployTest {

    private static final Map<String, String> RICH = Map.of(
            "app", "one", "lib/a", "same", "lib/gone", "only in one", "was-directory/x", "x", "was-file", "file");
    private static final Map<String, String> NEXT =
            Map.of("app", "two", "lib/a", "same", "lib/new", "new", "was-directory", "file now", "was-file/x", "x");

    @ParameterizedTest
    @CsvSource({
        "rsync, post",
        "rsync, check",
        "mv, post",
        "mv, check",
        "releases, post",
        "releases, check",
        "merge, post",
        "merge, check"
    })
    @DisplayName("6.4 a failing post or check restores bytes, modes and times to the nanosecond, whatever the strategy")
    void failingPostOrCheckRestoresTheTree(String strategy, String phase) throws Exception {
        promises.anyTree();
        standing(strategy);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        Release release = world.release(strategy.equals("merge") ? TWO : NEXT)
                .by(strategy)
                .on("failure", "cat $TOWLINE_DEST/app || echo none");
        if (phase.equals("post")) {
            release.on("post", "test -e " + witness(strategy) + " && exit 9");
        } else {
            release.check("1s", "1h", "test -e " + witness(strategy) + " && exit 9");
        }

        DeployResult result = world.deploy(release);

        assertFailed(
                result,
                DeployResult.RolledBack.class,
                TargetState.RESTORED,
                DeployPhase.valueOf(phase.toUpperCase(java.util.Locale.ROOT)),
                phase.equals("post") ? "hook-failed" : "check-failed");
        assertThat(failure(result)).hasMessageContaining("exited with").hasMessageContaining("9");
        before.assertSame(TreeSnapshot.of(world.dest));
    }

    /** What only the new release has. */
    private Path witness(String strategy) {
        return world.dest.resolve(strategy.equals("releases") ? "current/lib/new" : "lib/new");
    }

    private void standing(String strategy) throws IOException {
        if (strategy.equals("releases")) {
            assertDeployed(world.deploy(world.release(RICH).by("releases")));
            world.events.clear();
        } else if (!strategy.equals("mv")) {
            world.fill(RICH);
            Files.createSymbolicLink(world.dest.resolve("link"), Path.of("app"));
            Files.setPosixFilePermissions(
                    world.dest.resolve("app"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x---"));
        }
        if (Files.exists(world.dest)) {
            DeployWorld.age(world.dest);
        }
    }

    @Test
    void moveIntoPlaceTakenBackLeavesNoDestination() {
        DeployResult result = world.deploy(world.release(TWO).by("mv").on("post", "exit 1"));

        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.POST, "hook-failed");
        assertThat(world.dest).doesNotExist();
    }

    @Test
    void failedReleaseIsNotRememberedAsThePreviousOne() {
        DeployResult first = world.deploy(world.release(ONE));
        world.deploy(world.release(TWO).on("post", "exit 1"));
        Release third = world.release(Map.of("app", "three", "lib/a", "same")).on("pre", "echo $TOWLINE_PREVIOUS");

        assertDeployed(world.deploy(third));

        assertThat(world.output()).containsExactly(first.report().release().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "mv", "releases", "merge"})
    @DisplayName(
            "X1 whichever mutating operation fails, the tree is the old one again or the new one, and the result says which")
    void everyFailedOperationIsTakenBack(String strategy) throws Exception {
        promises.anyTree();
        AtomicInteger operations = new AtomicInteger();
        int all = 1;
        for (int nth = 0; nth <= all; nth++) {
            Path part = Files.createDirectories(home.resolve("nth-" + nth));
            DeployWorld small = new DeployWorld(part, new DeployInvariants());
            if (strategy.equals("releases")) {
                assertDeployed(small.deploy(small.release(ONE).by(strategy)));
            } else if (!strategy.equals("mv")) {
                small.fill(ONE);
            }
            TreeSnapshot before = TreeSnapshot.of(small.dest);
            operations.set(0);
            int failing = nth;
            Deployer deployer = small.builder()
                    .watch(op -> {
                        if (operations.incrementAndGet() == failing) {
                            throw new IOException("injected at " + op);
                        }
                    })
                    .build();

            DeployResult result =
                    deployer.deploy(small.release(TWO).by(strategy).publish());

            all = nth == 0 ? operations.get() : all;
            boolean warned =
                    result.report().warnings().stream().anyMatch(each -> each.contains("could not be removed"));
            assertThat(hasStaging(part)).as("staging left by " + nth).isEqualTo(warned);
            requireTruth(result, before, small, nth);
        }
        assertThat(all).isGreaterThan(10);
        removeStaging();
    }

    private static void requireTruth(DeployResult result, TreeSnapshot before, DeployWorld small, int nth)
            throws IOException {
        if (result instanceof DeployResult.Deployed) {
            Path tree = small.dest.resolve("current");
            Map<String, String> texts = DeployInvariants.texts(Files.exists(tree) ? tree.toRealPath() : small.dest);
            assertThat(texts).as("operation " + nth).containsAllEntriesOf(TWO);
            return;
        }
        assertThat(result.report().target())
                .as("operation " + nth + ": " + failure(result))
                .isIn(TargetState.UNTOUCHED, TargetState.RESTORED);
        assertThat(result instanceof DeployResult.RolledBack)
                .isEqualTo(result.report().target() == TargetState.RESTORED);
        before.assertSame(TreeSnapshot.of(small.dest));
    }

    private static boolean hasStaging(Path tree) throws IOException {
        try (var walk = Files.walk(tree)) {
            return walk.anyMatch(path -> path.getFileName().toString().startsWith(".site.towline-"));
        }
    }

    /** Where removing was what failed, staging is left, with a warning. */
    private void removeStaging() throws IOException {
        try (var walk = Files.walk(home)) {
            for (Path path : walk.filter(each -> each.getFileName().toString().contains(".towline-"))
                    .toList()) {
                new dev.towline.disk.Disk().removeTree(path);
            }
        }
    }

    @Test
    void failureBeforeTheFirstMoveIsNoRollback() {
        world.fill(ONE);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        Deployer deployer = world.builder()
                .watch(failing(op -> op.path().endsWith("moves")))
                .build();

        DeployResult result = deployer.deploy(world.release(TWO).publish());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.ACTIVATE, "disk");
        before.assertUntouched(TreeSnapshot.of(world.dest));
    }

    @Test
    void failedUndoIsUnknownAndKeepsWhatAPersonNeeds() {
        promises.anyTree();
        promises.stagingStays();
        world.fill(ONE);
        AtomicBoolean broken = new AtomicBoolean();
        Deployer deployer = world.builder()
                .watch(op -> {
                    if (broken.get() && (op.call() == Op.Call.RENAME || op.call() == Op.Call.LINK)) {
                        throw new IOException("the disk is gone");
                    }
                })
                .healthCheck(request -> {
                    broken.set(true);
                    return false;
                })
                .build();

        DeployResult result = deployer.deploy(world.release(TWO)
                .check("20ms", "10ms", "true")
                .on("failure", "cat; echo $TOWLINE_REASON")
                .publish());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNKNOWN, DeployPhase.CHECK, "check-failed");
        assertThat(failure(result).getSuppressed()).isNotEmpty();
        assertThat(result.report().warnings())
                .anyMatch(warning -> warning.contains("taking back failed") && warning.contains(".site.towline-"));
        assertThat(world.output()).anyMatch(line -> line.contains("taking back failed"));
    }

    @Test
    void cleaningUpThatFailsDoesNotChangeWhatIsTrueOfTheDestination() throws Exception {
        promises.stagingStays();
        world.fill(ONE);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        Deployer deployer = world.builder()
                .watch(failing(op -> op.call() == Op.Call.RMDIR
                        && op.path().getFileName().toString().startsWith(".site.towline-")))
                .build();

        DeployResult result =
                deployer.deploy(world.release(TWO).on("post", "exit 1").publish());

        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.POST, "hook-failed");
        assertThat(result.report().warnings()).anyMatch(warning -> warning.contains(".site.towline-"));
        before.assertSame(TreeSnapshot.of(world.dest));
    }

    @Test
    void releaseThatCannotBeRecordedIsDeployedAndTidiedUpAllTheSame() throws Exception {
        world.fill(ONE);
        Deployer deployer = world.builder()
                .watch(failing(op -> op.path().toString().contains("history")))
                .build();

        DeployResult result = deployer.deploy(world.release(TWO).publish());

        assertDeployed(result);
        assertThat(result.report().target()).isEqualTo(TargetState.CHANGED);
        assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("record"));
        assertThat(world.texts()).isEqualTo(TWO);
    }

    @Test
    void errorThrownByAStrangersSyncerIsAFailureLikeAnyOther() {
        world.fill(ONE);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        Deployer deployer = world.builder()
                .syncer("broken", change -> {
                    throw new NoClassDefFoundError("com/example/Missing");
                })
                .build();

        DeployResult result = deployer.deploy(
                world.release(TWO).by("broken").tellingItsPhases().publish());

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.ACTIVATE, "internal");
        assertThat(failure(result)).hasMessageContaining("com/example/Missing");
        assertThat(world.output()).containsExactly("pre", "failure");
        before.assertUntouched(TreeSnapshot.of(world.dest));
    }

    @Test
    void errorThrownByAHookRunnerAfterTheMovesIsTakenBack() {
        world.fill(ONE);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        Deployer deployer = world.builder()
                .hookRunner(hook -> {
                    throw new StackOverflowError("deep");
                })
                .build();

        DeployResult result =
                deployer.deploy(world.release(TWO).on("post", "anything").publish());

        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.POST, "internal");
        before.assertSame(TreeSnapshot.of(world.dest));
    }

    @Test
    void movesThatLeadOutOfTheDestinationAreRefused() {
        world.fill(ONE);
        TreeSnapshot before = TreeSnapshot.of(world.dest);
        Deployer deployer = world.builder()
                .syncer("escape", change -> List.of(new dev.towline.sync.Move.Put("app", "../outside/canary")))
                .build();

        DeployResult result = deployer.deploy(world.release(TWO).by("escape").publish());

        assertThat(result).isInstanceOf(DeployResult.Failed.class);
        assertThat(result.report().target()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(failure(result)).hasMessageContaining("../outside/canary");
        before.assertUntouched(TreeSnapshot.of(world.dest));
    }

    private static Watch failing(java.util.function.Predicate<Op> which) {
        return op -> {
            if (which.test(op)) {
                throw new IOException("injected at " + op);
            }
        };
    }
}
