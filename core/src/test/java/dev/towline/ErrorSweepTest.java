package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.DiskError;
import dev.towline.crash.DiskImage;
import dev.towline.crash.Effort;
import dev.towline.crash.Quiet;
import dev.towline.disk.Op;
import dev.towline.disk.Watch;
import dev.towline.testkit.MemoryDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.NavigableMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever operation on the disk fails, and with whatever error: the result is true, and the next run puts it right. */
@ExtendWith(Quiet.class)
final class ErrorSweepTest {

    /** What is deployed, over the old release or over nothing. */
    enum Scenario {
        MIRROR_UPDATE("rsync", true),
        MIRROR_FIRST("rsync", false),
        RELEASES_UPDATE("releases", true),
        RELEASES_FIRST("releases", false),
        MOVE("mv", false);

        private final String strategy;
        private final boolean update;

        Scenario(String strategy, boolean update) {
            this.strategy = strategy;
            this.update = update;
        }
    }

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    private CrashHost host;
    private DiskImage before;
    private NavigableMap<String, String> newTree;
    private URI release;

    @ParameterizedTest
    @EnumSource
    @DisplayName("X1 every operation fails once with each of six errors: the result is true, the next run succeeds")
    void everyOperationFailsOnce(Scenario scenario) throws Exception {
        sweep(scenario, "once", (op, error) -> true, false);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("X1 W1 from some operation on all that needs space fails: nothing is lost, and all is put right later")
    void diskFillsUpMeanwhile(Scenario scenario) throws Exception {
        sweep(scenario, "from then on, for what needs space", (op, error) -> needsSpace(op), true);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("X1 W3 from some operation on everything fails: the result is true, and all is put right later")
    void diskBreaksMeanwhile(Scenario scenario) throws Exception {
        sweep(scenario, "from then on", (op, error) -> true, true);
    }

    @FunctionalInterface
    private interface Failing {
        boolean fails(Op op, DiskError error);
    }

    private void sweep(Scenario scenario, String when, Failing failing, boolean goesOn) throws Exception {
        prepare(scenario);
        int[] operations = {0};
        assertThat(host.deploy(release, op -> operations[0]++).failure()).isEmpty();
        newTree = host.tree();
        int runs = 0;
        for (int nth = 1; nth <= operations[0]; nth++) {
            for (DiskError error : DiskError.values()) {
                if (isChosen(nth, error, goesOn)) {
                    String where = scenario + ", " + error + " at operation " + nth + " " + when;
                    int[] countdown = {nth};
                    fail(scenario, where, goesOn, op -> {
                        countdown[0]--;
                        boolean now = goesOn ? countdown[0] <= 0 : countdown[0] == 0;
                        if (now && failing.fails(op, error)) {
                            throw error.failing(op);
                        }
                    });
                    runs++;
                }
            }
        }
        System.out.println("X1 " + scenario + ": each of " + operations[0] + " operations failed " + when + ", " + runs
                + " deploys, 0 violations");
    }

    private void prepare(Scenario scenario) throws Exception {
        host = new CrashHost(home);
        if (scenario.update) {
            host.begin(host.publish(CrashHost.oldTree(), scenario.strategy));
        }
        if (scenario == Scenario.MIRROR_UPDATE) {
            host.exclude();
        }
        release = host.publish(CrashHost.newTree(), scenario.strategy, "excludes: [/run/]");
        before = host.image();
    }

    /** In a sample every fourth operation meets one of the errors when that comes once, every sixteenth when it stays. */
    private static boolean isChosen(int nth, DiskError error, boolean goesOn) {
        int errors = DiskError.values().length;
        int step = goesOn ? 16 : 4;
        boolean turn = Math.floorMod(nth / step + error.ordinal() + Effort.seed(), errors) == 0;
        return Effort.all() || (turn && nth % step == 0);
    }

    private void fail(Scenario scenario, String where, boolean goesOn, Watch watch) throws Exception {
        before.writeTo(home);

        DeployResult result = host.deploy(release, watch);

        requireTruth(where, goesOn, result);
        assertThat(goesOn
                        || !result.report().warnings().isEmpty()
                        || host.staging().isEmpty())
                .as(where + ": staging is left, and nothing told")
                .isTrue();

        DeployResult again = host.deploy(release, Watch.NONE);

        boolean unrecorded = scenario == Scenario.MOVE && result instanceof DeployResult.Deployed;
        if (!unrecorded) { // mv puts nothing where something is
            assertThat(again.failure()).as(where + ", then again").isEmpty();
        }
        assertThat(host.tree()).as(where + ", then again").isEqualTo(newTree);
        assertThat(host.leftovers()).as(where + ", then again").isEmpty();
        host.requireCanary();
    }

    private void requireTruth(String where, boolean goesOn, DeployResult result) throws IOException {
        switch (result.report().target()) {
            case CHANGED -> {
                assertThat(result).as(where).isInstanceOf(DeployResult.Deployed.class);
                assertThat(host.tree()).as(where).isEqualTo(newTree);
            }
            case UNTOUCHED, RESTORED -> {
                assertThat(result.failure()).as(where).isPresent();
                assertThat(result.failure().get().kind()).as(where).isIn("disk", "no-space");
                assertThat(host.image().tree("site")).as(where).isEqualTo(before.tree("site"));
            }
            case UNKNOWN -> {
                assertThat(result).as(where).isInstanceOf(DeployResult.Failed.class);
                assertThat(goesOn)
                        .as(where + ": one error is no reason not to know")
                        .isTrue();
            }
        }
    }

    private static boolean needsSpace(Op op) {
        return switch (op.call()) {
            case CREATE, WRITE, MKDIR, SYMLINK, LINK -> true;
            default -> false;
        };
    }
}
