package dev.towline.journal;

import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases that were deployed to one destination successfully, oldest first, in a small text file of the state
 * directory. A destination is known by the device and inode of its parent and its own name, so that two ways to write
 * the same path share one history. Not thread-safe.
 */
public final class History {

    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    private static final String HEADER = "towline-history 1";
    private static final int NEWEST = 100;

    /**
     * One good release.
     *
     * @param at when its deploy ended
     * @param release the release's identity
     * @param name what the strategy calls it on disk
     */
    public record Entry(Instant at, String release, String name) {

        /** The name of a release that has no directory of its own. */
        public static final String NAMELESS = "-";
    }

    private final Disk disk;
    private final Path directory;
    private final String owner;

    private History(Disk disk, Path directory, String owner) {
        this.disk = disk;
        this.directory = directory;
        this.owner = owner;
    }

    /** The history of the destination {@code dest}, whose parent must exist. */
    public static History of(Disk disk, Path stateDirectory, Path dest) throws IOException {
        Path parent = dest.getParent() == null ? dest : dest.getParent().toRealPath();
        Stat stat = Stat.of(parent);
        String key = Long.toHexString(stat.dev()) + "-" + Long.toHexString(stat.ino()) + "-" + dest.getFileName();
        return new History(disk, stateDirectory.resolve(key), dest.toString());
    }

    /** The history of a manifest without a destination, known by its deployment. */
    public static History ofDeployment(Disk disk, Path stateDirectory, String deployment) {
        return new History(disk, stateDirectory.resolve("deployment-" + escaped(deployment)), deployment);
    }

    private static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b > 0 && Character.isLetterOrDigit((char) b)) || b == '-' || b == '_';
            text.append(plain ? Character.toString(b) : String.format(Locale.ROOT, "%%%02x", b));
        }
        return text.length() > 200 ? text.substring(0, 200) : text.toString();
    }

    /** Oldest first. What cannot be read counts as absent, with a warning: it never stops a deploy. */
    public List<Entry> entries() {
        Path file = directory.resolve("history");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
                throw new IOException("it does not begin with `" + HEADER + "`");
            }
            List<Entry> entries = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" ", 3);
                entries.add(new Entry(Instant.parse(words[0]), words[1], words[2]));
            }
            return entries;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read and is taken for empty: {}", file, e.toString());
            return List.of();
        }
    }

    /** The newest good release. */
    public Optional<Entry> latest() {
        List<Entry> all = entries();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * Adds a release that is now in place, as the newest, also where it was there before; the newest 100 are kept. Durable
     * on return.
     */
    public void add(Entry entry) throws IOException {
        List<Entry> all = new ArrayList<>(entries());
        all.removeIf(earlier ->
                earlier.release().equals(entry.release()) && earlier.name().equals(entry.name()));
        all.add(entry);
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Entry each : all.subList(Math.max(0, all.size() - NEWEST), all.size())) {
            text.append(each.at())
                    .append(' ')
                    .append(each.release())
                    .append(' ')
                    .append(each.name())
                    .append('\n');
        }
        disk.privateDirectories(directory);
        disk.replace(directory.resolve("dest"), owner + "\n");
        disk.replace(directory.resolve("history"), text.toString());
    }
}
