package dev.towline.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Somebody who swaps directories for links to elsewhere, as fast as possible, and back again: on a thread of its own,
 * until it is closed.
 */
public final class Swapper implements AutoCloseable {

    private static final int LONGEST_PAUSE_NANOS = 2_000_000;

    private final Random random = new Random();
    private final Supplier<List<Path>> victims;
    private final Path elsewhere;
    private final Path aside;
    private final Path link;
    private final Thread thread;
    private volatile boolean over;
    private volatile long swaps;

    /** Swaps {@code victims}, one after the other, for links to {@code elsewhere}; {@code corner} is its own. */
    public Swapper(Supplier<List<Path>> victims, Path elsewhere, Path corner) throws IOException {
        this.victims = victims;
        this.elsewhere = elsewhere;
        Files.createDirectories(corner);
        this.aside = corner.resolve("aside");
        this.link = corner.resolve("link");
        this.thread = new Thread(this::swapAll, "swapper");
        thread.start();
    }

    /** How often something was swapped so far. */
    public long swaps() {
        return swaps;
    }

    private void swapAll() {
        while (!over) {
            victims.get().forEach(this::swap);
            LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS)); // else no deploy gets far
        }
    }

    private void swap(Path victim) {
        try {
            if (Files.isDirectory(victim, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, elsewhere);
                Files.move(victim, aside, StandardCopyOption.ATOMIC_MOVE);
                Files.move(link, victim, StandardCopyOption.ATOMIC_MOVE);
                swaps++;
                LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS) / 10);
            }
        } catch (IOException e) {
            // the deploy was faster
        }
        putBack(victim);
    }

    private void putBack(Path victim) {
        try {
            Files.deleteIfExists(link);
            if (Files.isSymbolicLink(victim)) {
                Files.delete(victim);
            }
            if (Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.exists(victim, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(aside, aside.resolveSibling("kept-" + swaps)); // the deploy made a new one meanwhile
                } else {
                    Files.move(aside, victim, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            // the next turn puts it back
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
