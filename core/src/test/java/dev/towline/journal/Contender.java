package dev.towline.journal;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A process of its own that wants the same lock. */
@SuppressWarnings("try") // a lock is held, not used
final class Contender {

    static final int BUSY = 4;
    static final int NOT_ALONE = 5;

    private static final LockHolder ME =
            new LockHolder(ProcessHandle.current().pid(), Instant.parse("2026-01-02T03:04:05Z"), "contender");

    private Contender() {}

    /** {@code try|hold|rounds <state> [<shared> <rounds>]}; exits with 0, {@link #BUSY} or {@link #NOT_ALONE}. */
    public static void main(String[] args) throws Exception {
        Path state = Path.of(args[1]);
        switch (args[0]) {
            case "try" -> tryOnce(state);
            case "hold" -> hold(state);
            default -> System.exit(rounds(state, Path.of(args[2]), Integer.parseInt(args[3])));
        }
    }

    private static void tryOnce(Path state) throws Exception {
        try {
            acquire(state).close();
        } catch (BusyException e) {
            System.exit(BUSY);
        }
    }

    /** Says that it has the lock, and keeps it until it is ended or its input ends. */
    private static void hold(Path state) throws Exception {
        try (DestinationLock lock = acquire(state)) {
            System.out.println("held");
            System.in.read();
        }
    }

    /** Takes the lock so many times, each time counting on in a file as if alone. */
    private static int rounds(Path state, Path shared, int rounds) throws Exception {
        System.out.println("ready");
        System.in.read();
        long busy = 0;
        for (int i = 0; i < rounds; ) {
            try (DestinationLock lock = acquire(state)) {
                if (!countOn(shared)) {
                    return NOT_ALONE;
                }
                i++;
            } catch (BusyException e) {
                busy++;
                Thread.onSpinWait();
            }
        }
        System.out.println(busy);
        return 0;
    }

    private static boolean countOn(Path shared) throws IOException {
        Path inside = shared.resolve("inside");
        try {
            Files.createFile(inside);
        } catch (IOException somebodyElse) {
            return false;
        }
        Path counter = shared.resolve("counter");
        int count = Files.exists(counter) ? Integer.parseInt(Files.readString(counter)) : 0;
        Files.writeString(counter, Integer.toString(count + 1));
        Files.delete(inside);
        return true;
    }

    private static DestinationLock acquire(Path state) throws Exception {
        return DestinationLock.acquire(new Disk(), state, "key", ME, Duration.ZERO);
    }
}
