package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.RealTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent is killed, and the same command is given again: all is well, and nobody had to do anything else. */
class KillIT {

    private static final boolean ALL = Boolean.getBoolean("crash.all");
    private static final int KILLS = Integer.getInteger("crash.kills", ALL ? 1000 : 4);
    private static final int POINTS = ALL ? Integer.MAX_VALUE : 6;
    private static final int MOST_IN_A_ROW = 3;
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    private final Random random = new Random(Long.getLong("crash.seed", 20_261_123L));

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases"})
    @DisplayName("X3 K7-K14 killed at a call that changes names or makes them last")
    void killedAtEachCall(String strategy) throws Exception {
        RealTools.require("strace");
        KilledHost traced = new KilledHost(home.resolve("app"), strategy, 0);
        Path trace = home.resolve("trace");
        assertThat(traced.begin(MutatingCalls.tracing(trace)).await().status()).isZero();
        traced.clear();
        List<MutatingCalls.Point> points = new ArrayList<>(MutatingCalls.points(trace));
        int reachable = points.size();
        Collections.shuffle(points, random);
        int killed = 0;
        for (MutatingCalls.Point point : points.subList(0, Math.min(POINTS, reachable))) {
            KilledHost host = new KilledHost(home.resolve("app"), strategy, 0);
            boolean ended = host.begin(point.command()).await().status() == 0;
            killed += ended ? 0 : 1;
            host.requireWholeFiles();
            host.requireRepair("killed at " + point);
            host.clear();
        }
        System.out.println(
                "X3 " + strategy + ": killed at " + killed + " calls of " + reachable + " that can be aimed at and "
                        + MutatingCalls.count(trace) + " in all, each put right by the next run");
        assertThat(killed).isGreaterThan(Math.min(POINTS, reachable) / 2);
    }

    @Test
    @DisplayName("X3 K9 killed at random moments, up to three times in a row, recovery included")
    void killedAtRandom() throws Exception {
        int kills = 0;
        int rounds = 0;
        while (kills < KILLS) {
            String strategy = rounds++ % 2 == 0 ? "rsync" : "releases";
            KilledHost host = new KilledHost(home.resolve("app"), strategy, 200);
            int inARow = 1 + random.nextInt(MOST_IN_A_ROW);
            for (int i = 0; i < inARow; i++) {
                kills += killSomewhere(host) ? 1 : 0;
                host.requireWholeFiles();
            }
            host.requireRepair("round " + rounds);
            host.clear();
        }
        System.out.println(
                "X3 killed " + kills + " times at random in " + rounds + " rounds, each put right by the next run");
    }

    /** Kills a deploy a little while after it began to change something; says whether it was still running. */
    private boolean killSomewhere(KilledHost host) throws InterruptedException {
        boolean before = host.hasStaging();
        Agent.Running running = host.begin(List.of());
        while (running.process().isAlive() && host.hasStaging() == before) {
            Thread.onSpinWait();
        }
        LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_NANOS));
        boolean alive = running.process().isAlive();
        running.process().destroyForcibly().waitFor();
        return alive;
    }
}
