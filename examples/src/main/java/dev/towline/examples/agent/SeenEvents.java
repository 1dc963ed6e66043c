package dev.towline.examples.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events that were acted on, in a file, so that a watch which repeats itself deploys nothing twice. Several
 * processes may ask at the same time.
 */
final class SeenEvents {

    private static final int NEWEST = 256;

    private final Path directory;

    SeenEvents(Path stateDirectory) {
        this.directory = stateDirectory;
    }

    /** Whether this is the first time that anybody acts on {@code event}: true for one caller only. */
    boolean claim(String event) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (FileChannel channel = FileChannel.open(
                        directory.resolve("seen-events.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            return lock.isValid() && remember(event.replaceAll("[^A-Za-z0-9 -]", "?"));
        }
    }

    private boolean remember(String event) throws IOException {
        Path file = directory.resolve("seen-events");
        List<String> events = Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
        if (events.contains(event)) {
            return false;
        }
        events.add(event);
        Path draft = Files.createTempFile(directory, ".seen-events", "");
        Files.write(draft, events.subList(Math.max(0, events.size() - NEWEST), events.size()));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }
}
