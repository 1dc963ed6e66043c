package dev.towline.journal;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The releases that were taken back at one destination and are not to be deployed there again. Not thread-safe. */
public final class Quarantine {

    private static final int NEWEST = 100;

    /**
     * One release.
     *
     * @param release its identity
     * @param since when it was taken back
     * @param reason why
     */
    public record Entry(String release, Instant since, String reason) {}

    private final StateFile file;

    Quarantine(Disk disk, Path directory) {
        this.file = new StateFile(disk, directory, "quarantine", 1);
    }

    /** All of them, oldest first. */
    public List<Entry> entries() throws IOException {
        return file.read(lines -> lines.stream().map(Quarantine::parse).toList())
                .orElse(List.of());
    }

    /** What is known of {@code release}; empty when it is not in quarantine. */
    public Optional<Entry> find(String release) throws IOException {
        return entries().stream()
                .filter(entry -> entry.release().equals(release))
                .findFirst();
    }

    /** Puts a release in quarantine; the newest 100 stay there. Durable on return. */
    public void add(Entry entry) throws IOException {
        List<Entry> all = new ArrayList<>(entries());
        all.removeIf(earlier -> earlier.release().equals(entry.release()));
        all.add(entry);
        write(all.subList(Math.max(0, all.size() - NEWEST), all.size()));
    }

    /** Lets a release out again. Durable on return. */
    public void remove(String release) throws IOException {
        List<Entry> all = new ArrayList<>(entries());
        if (all.removeIf(entry -> entry.release().equals(release))) {
            write(all);
        }
    }

    private void write(List<Entry> all) throws IOException {
        file.write(all.stream()
                .map(entry -> entry.release() + " " + entry.since() + " " + StateFile.escaped(entry.reason()))
                .toList());
    }

    private static Entry parse(String line) {
        String[] word = line.split(" ", 3);
        return new Entry(word[0], Instant.parse(word[1]), StateFile.unescaped(word[2]));
    }
}
