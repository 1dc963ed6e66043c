package dev.towline.examples.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The newest events that were acted on, in a file, so that a watch which repeats itself deploys nothing twice. */
final class SeenEvents {

    private static final int NEWEST = 256;

    private final Path file;

    SeenEvents(Path stateDirectory) {
        this.file = stateDirectory.resolve("seen-events");
    }

    boolean contains(String event) throws IOException {
        return all().contains(event);
    }

    void add(String event) throws IOException {
        List<String> events = new ArrayList<>(all());
        events.add(event);
        Files.createDirectories(file.getParent());
        Path draft = Files.createTempFile(file.getParent(), ".seen-events", "");
        Files.write(draft, events.subList(Math.max(0, events.size() - NEWEST), events.size()));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> all() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
