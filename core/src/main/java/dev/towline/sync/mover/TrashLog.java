package dev.towline.sync.mover;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.OpenDirs;
import dev.towline.sync.staging.Staging;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log {@code trash/moves}. The first line about a path wins: it alone saw the original. */
final class TrashLog {

    private static final String FILE = Staging.TRASH + "/moves";

    private final Disk disk;
    private final Dir root;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Line> standing = new HashMap<>();
    private final Map<String, Line> dressed = new HashMap<>();
    private final Map<String, Line> retired = new HashMap<>();
    private int written;
    private int numbers;

    private TrashLog(Disk disk, Dir root) {
        this.disk = disk;
        this.root = root;
    }

    /** What an earlier try, or nobody, wrote. A last line without an end was never acted upon. */
    static TrashLog open(Disk disk, Dir root) throws IOException {
        TrashLog log = new TrashLog(disk, root);
        if (root.stat(FILE).isPresent()) {
            try (FileInputStream in =
                    new FileInputStream(root.handle().resolve(FILE).toFile())) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .map(Line::parse)
                        .forEach(log::add);
            } catch (RuntimeException e) {
                throw new IOException(root.path().resolve(FILE) + " cannot be read: " + e.getMessage(), e);
            }
        }
        log.written = log.lines.size();
        return log;
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    int nextNumber() {
        return numbers;
    }

    Optional<Line> standing(String path) {
        return Optional.ofNullable(standing.get(path));
    }

    /** Whether a directory above {@code path} is remembered, and with it everything that was in it. */
    boolean isCovered(String path) {
        for (String above = path; !above.isEmpty(); ) {
            above = OpenDirs.parent(above);
            if (standing.containsKey(above)) {
                return true;
            }
        }
        return false;
    }

    /** Adds a line unless there is one about the same; says whether it was added. */
    boolean add(Line line) {
        Map<String, Line> known =
                line.saysWhatStoodThere() ? standing : line instanceof Line.Dressed ? dressed : retired;
        if (known.putIfAbsent(line.path(), line) != null) {
            return false;
        }
        lines.add(line);
        if (line instanceof Line.Kept kept) {
            numbers = Math.max(numbers, kept.number() + 1);
        } else if (line instanceof Line.Moved moved) {
            numbers = Math.max(numbers, moved.number() + 1);
        }
        return true;
    }

    /** Makes all lines durable. */
    void write() throws IOException {
        if (written < lines.size()) {
            StringBuilder text = new StringBuilder();
            lines.subList(written, lines.size())
                    .forEach(line -> text.append(line.text()).append('\n'));
            disk.append(root, FILE, text.toString().getBytes(StandardCharsets.UTF_8));
            written = lines.size();
        }
    }
}
