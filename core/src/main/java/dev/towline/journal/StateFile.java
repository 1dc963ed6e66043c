package dev.towline.journal;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small text file of the state directory: a first line that names its format and version, then lines of words. Replaced
 * whole, so that a reader finds the old text or the new one. What cannot be read counts as absent, with a warning: Towline's
 * own records never keep it from deploying. Only a newer version is an error, since somebody would miss what it says.
 */
final class StateFile {

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    private final Disk disk;
    private final Path directory;
    private final Path file;
    private final String format;
    private final int version;

    /** Reads the lines after the first. */
    @FunctionalInterface
    interface Reader<T> {
        T read(List<String> lines);
    }

    /** The file of {@code directory} that is named after its format. */
    StateFile(Disk disk, Path directory, String format, int version) {
        this.disk = disk;
        this.directory = directory;
        this.file = directory.resolve(format);
        this.format = format;
        this.version = version;
    }

    /**
     * What {@code reader} makes of the file; empty when there is none, or none that can be read.
     *
     * @throws IOException when a newer Towline wrote it
     */
    <T> Optional<T> read(Reader<T> reader) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        List<String> lines;
        try {
            lines = Files.readString(file).lines().toList();
            requireFormat(lines);
        } catch (IOException e) {
            return unreadable(e);
        }
        requireVersion(lines.get(0));
        try {
            return Optional.of(reader.read(lines.subList(1, lines.size())));
        } catch (RuntimeException e) {
            return unreadable(e);
        }
    }

    /** Whether there is such a file, be it readable or not. */
    boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private void requireFormat(List<String> lines) throws IOException {
        if (lines.isEmpty() || !lines.get(0).matches("towline-" + format + " [0-9]{1,9}")) {
            throw new IOException("it does not begin with `towline-" + format + "` and a version");
        }
    }

    private void requireVersion(String header) throws IOException {
        int found = Integer.parseInt(header.substring(header.lastIndexOf(' ') + 1));
        if (found > version) {
            throw new IOException(file + " has version " + found + " of its format, this Towline knows version "
                    + version + ": use the newer Towline that wrote it");
        }
    }

    private <T> Optional<T> unreadable(Exception e) {
        LOG.warn("{} cannot be read and is taken for absent: {}", file, e.toString());
        return Optional.empty();
    }

    /** Replaces the file; its directory is made where it is missing. Durable on return. */
    void write(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder("towline-" + format + " " + version + "\n");
        lines.forEach(line -> text.append(line).append('\n'));
        disk.privateDirectories(directory);
        disk.replace(file, text.toString());
    }

    /** Removes the file. Durable on return; missing is fine. */
    void remove() throws IOException {
        disk.remove(file);
    }

    /** A word or text as one line shows it: backslashes, line ends and blanks that would not come back are escaped. */
    static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(Character.isISOControl(c) ? "\\%03o".formatted((int) c) : Character.toString(c));
            }
        }
        return line.toString();
    }

    /** What {@link #escaped} was given. */
    static String unescaped(String line) {
        return line.translateEscapes();
    }

    /** Lines of a name and its value, as a map. */
    static Map<String, String> fields(List<String> lines) {
        Map<String, String> fields = new HashMap<>();
        for (String line : lines) {
            int blank = line.indexOf(' ');
            fields.put(line.substring(0, blank), unescaped(line.substring(blank + 1)));
        }
        return fields;
    }
}
