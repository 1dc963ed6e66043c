package dev.towline.sync.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import dev.towline.disk.Op;
import dev.towline.sync.Move;
import dev.towline.sync.staging.Staging;
import dev.towline.testkit.MemoryDirectory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Switches a link between two releases, as the releases strategy does, while somebody reads through it. */
@Timeout(300)
class SwitchTest {

    private static final int DEPLOYS = 50;
    private static final int SWITCHES_EACH = 200;

    @TempDir(factory = MemoryDirectory.class)
    private Path directory;

    private final AtomicBoolean switching = new AtomicBoolean(true);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Semaphore reads = new Semaphore(0);
    private final AtomicInteger switches = new AtomicInteger();
    private final Disk disk = new Disk(this::awaitReadBeforeSwitch);
    private Path dest = Path.of("");

    @Test
    @DisplayName("I2 in 10,000 switches a reader of current never misses and never sees two releases in one")
    void readersNeverMiss() throws Exception {
        dest = directory.resolve("site");
        for (String release : List.of("1", "2")) {
            Path tree = Files.createDirectories(dest.resolve("releases").resolve(release));
            Files.writeString(tree.resolve("version"), release);
            Files.writeString(tree.resolve("also"), release);
        }
        Files.createSymbolicLink(dest.resolve("current"), Path.of("releases/1"));
        Path state = Files.createDirectory(directory.resolve("state"));
        FutureTask<String> reading = new FutureTask<>(this::read);
        new Thread(reading, "reader").start();
        try {
            for (int i = 0; i < DEPLOYS; i++) {
                deploy(state);
            }
        } finally {
            switching.set(false);
        }

        assertThat(reading.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(switches).hasValue(DEPLOYS * SWITCHES_EACH);
    }

    private void deploy(Path state) throws IOException {
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < SWITCHES_EACH; i++) {
            moves.add(new Move.Point("current", "releases/" + (i % 2 == 0 ? "2" : "1")));
        }
        try (Staging staging = Staging.create(disk, dest, state, false, at -> {});
                Mover mover = new Mover(disk, dest, staging)) {
            mover.carryOut(moves, new Staging.TreeSync(List.of(), List.of()), () -> {});
            mover.settle();
            staging.remove();
        }
    }

    /** The reader reads at least once between two switches, so that none goes unseen. */
    private void awaitReadBeforeSwitch(Op op) throws IOException {
        if (op.call() == Op.Call.RENAME
                && op.to().filter(dest.resolve("current")::equals).isPresent()) {
            switches.incrementAndGet();
            reads.drainPermits();
            try {
                while (!reads.tryAcquire(50, TimeUnit.MILLISECONDS) && !ended.get()) {
                    Thread.onSpinWait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
    }

    /** Reads until switching ends: what was wrong, if anything. */
    private String read() throws IOException {
        try {
            while (switching.get()) {
                String version = Files.readString(dest.resolve("current/version"));
                Path resolved = dest.resolve("current").toRealPath();
                String one = Files.readString(resolved.resolve("version"));
                String other = Files.readString(resolved.resolve("also"));
                if (!List.of("1", "2").contains(version) || !one.equals(other) || !resolved.endsWith(one)) {
                    return "after " + switches + " switches: " + version + ", " + one + ", " + other + " in "
                            + resolved;
                }
                reads.release();
            }
            return "";
        } finally {
            ended.set(true);
        }
    }
}
