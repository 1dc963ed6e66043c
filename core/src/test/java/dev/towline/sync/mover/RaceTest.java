package dev.towline.sync.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import dev.towline.disk.Watch;
import dev.towline.sync.Baseline;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.staging.Intake;
import dev.towline.sync.staging.Rules;
import dev.towline.sync.staging.Staged;
import dev.towline.sync.staging.Staging;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.TreeSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who owns the destination swaps a directory for a link to elsewhere, again and again, while a deploy runs. */
class RaceTest {

    private static final int ROUNDS = 60;
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
    private static final TreeEntry.Owner NOBODY = TreeEntry.Owner.UNKNOWN;
    private static final int FILES = 20;

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    private Path dest;
    private Path outside;
    private TreeSnapshot before;

    @BeforeEach
    void makeDestination() throws IOException {
        dest = Files.createDirectories(home.resolve("site/victim")).getParent();
        outside = Files.createDirectory(home.resolve("outside"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(outside.resolve("f" + i), "outside");
            Files.writeString(dest.resolve("victim/f" + i), "before");
        }
        before = TreeSnapshot.of(outside);
    }

    @Test
    @DisplayName("R1 R2 a directory swapped for a link while moves are made and taken back: nothing outside changes")
    void nothingOutsideChangesWhileADirectoryIsSwapped() throws Exception {
        swapWhile(() -> {
            try {
                deploy(Watch.NONE);
            } catch (IOException | IllegalArgumentException e) {
                // a deploy may fail under attack; it may not reach outside
            }
            return true;
        });
        before.assertUntouched(TreeSnapshot.of(outside));
    }

    @Test
    @DisplayName("R1 R2 a directory swapped for a link right before any one operation: nothing outside changes")
    void nothingOutsideChangesWhicheverOperationIsRaced() throws IOException {
        int[] operations = {0};
        deploy(op -> operations[0]++);
        assertThat(operations[0]).isGreaterThan(100);
        for (int n = 1; n <= operations[0]; n++) {
            int[] countdown = {n};
            Path aside = home.resolve("aside");
            try {
                deploy(op -> {
                    if (--countdown[0] == 0) {
                        Files.move(dest.resolve("victim"), aside);
                        Files.createSymbolicLink(dest.resolve("victim"), outside);
                    }
                });
            } catch (IOException | IllegalArgumentException e) {
                // it may fail, it may not reach outside
            }
            before.assertUntouched(TreeSnapshot.of(outside));
            repair(dest.resolve("victim"), aside);
        }
    }

    @Test
    @DisplayName("R1 the same attack reaches outside when files are changed by path")
    void theAttackWorksOnPaths() throws Exception {
        AtomicBoolean escaped = new AtomicBoolean();
        for (int attempt = 0; attempt < 50 && !escaped.get(); attempt++) {
            swapWhile(() -> {
                naiveDeploy();
                escaped.set(!before.equals(TreeSnapshot.of(outside)));
                return !escaped.get();
            });
        }
        assertThat(escaped)
                .as("the attack is strong enough to catch a naive deploy")
                .isTrue();
    }

    /** Runs rounds against a thread that keeps swapping {@code victim} with a link to {@code outside}. */
    private void swapWhile(BooleanSupplier round) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread attacker = new Thread(() -> {
            Path victim = dest.resolve("victim");
            Path aside = home.resolve("aside");
            Path link = home.resolve("link");
            while (!done.get()) {
                try {
                    Files.move(victim, aside, StandardCopyOption.ATOMIC_MOVE);
                    Files.createSymbolicLink(link, outside);
                    Files.move(link, victim, StandardCopyOption.ATOMIC_MOVE);
                    Thread.onSpinWait();
                    Files.deleteIfExists(victim);
                    Files.move(aside, victim, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    repair(victim, aside);
                }
            }
            repair(victim, aside);
        });
        attacker.start();
        try {
            for (int i = 0; i < ROUNDS && round.getAsBoolean(); i++) {
                Thread.onSpinWait();
            }
        } finally {
            done.set(true);
            attacker.join();
        }
    }

    private static void repair(Path victim, Path aside) {
        try {
            if (Files.isSymbolicLink(victim)) {
                Files.delete(victim);
            }
            if (Files.exists(aside) && !Files.exists(victim, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(aside, victim);
            }
            Files.createDirectories(victim);
        } catch (IOException e) {
            // the deploy is at it, too: the next turn repairs
        }
    }

    private void deploy(Watch watch) throws IOException {
        Disk disk = new Disk(watch);
        try (Staging staging = Staging.create(disk, dest, home, false, at -> {})) {
            try (Intake intake =
                    Intake.into(staging, disk, Baseline.of(dest, Baseline.Unchanged.LINK), Rules.DEFAULT)) {
                intake.put(TreeEntry.directory("victim", 0755, TIME, NOBODY), InputStream.nullInputStream());
                for (int i = 0; i < FILES; i++) {
                    byte[] text = (i % 2 == 0 ? "outside" : "new" + i).getBytes(StandardCharsets.UTF_8);
                    intake.put(
                            TreeEntry.file("victim/f" + i, 0644, TIME, NOBODY, text.length),
                            new ByteArrayInputStream(text));
                }
                Staged staged = intake.finish(PathFilter.NOTHING);
                try (Mover mover = new Mover(disk, dest, staging)) {
                    mover.carryOut(moves(), staged.toSync(), () -> {});
                    mover.undo();
                }
            } finally {
                staging.remove();
            }
        }
    }

    private static List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            moves.add(
                    i % 4 == 0
                            ? new Move.Drop("victim/f" + i)
                            : i % 4 == 1
                                    ? new Move.Dress("victim/f" + i, 0600, TIME)
                                    : new Move.Put("victim/f" + i, "victim/f" + i));
        }
        moves.add(new Move.Point("victim/link", "f1"));
        moves.add(new Move.Dress("victim", 0700, TIME));
        return moves;
    }

    /** What looks safe: the directory is checked first, then used by its path. */
    private void naiveDeploy() {
        for (int i = 0; i < FILES; i++) {
            try {
                Path directory = dest.resolve("victim");
                if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                    Path draft = Files.writeString(home.resolve("draft"), "new" + i);
                    Files.move(draft, directory.resolve("f" + i), StandardCopyOption.ATOMIC_MOVE);
                    Files.setLastModifiedTime(directory.resolve("f" + i), FileTime.from(TIME));
                }
            } catch (IOException e) {
                // the attack got in between
            }
        }
    }
}
