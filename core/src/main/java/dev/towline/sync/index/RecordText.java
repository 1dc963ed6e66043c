package dev.towline.sync.index;

import dev.towline.sync.PathFilter;
import dev.towline.sync.mover.LogPath;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/**
 * A record as text: the header, the rules of what is excluded as a file of patterns has them, a line for each entry in
 * order of their paths, a line {@code x} and a path for each that hooks removed, and {@code end} with the number of
 * lines between. Columns are separated by tabs.
 */
final class RecordText {

    private static final String NAME = "towline-index ";
    private static final int VERSION = 1;
    private static final String REMOVED = "x\t";
    private static final String END = "end\t";

    private final List<Recorded> entries = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();

    private RecordText() {}

    static String of(RecordedTree tree) {
        StringBuilder text = new StringBuilder(64 + 160 * tree.entries().size());
        text.append(NAME).append(VERSION).append('\n');
        tree.excluded()
                .rules()
                .forEach(rule -> text.append(LogPath.escape(rule)).append('\n'));
        for (Recorded entry : tree.entries()) {
            EntryLine.append(entry, text);
            text.append('\n');
        }
        tree.removed()
                .forEach(path ->
                        text.append(REMOVED).append(LogPath.escape(path)).append('\n'));
        int lines = tree.excluded().rules().size()
                + tree.entries().size()
                + tree.removed().size();
        return text.append(END).append(lines).append('\n').toString();
    }

    static RecordedTree read(Path file) throws IOException {
        String text = text(file);
        int line = 1;
        try {
            int begin = text.indexOf('\n') + 1;
            requireVersion(text.substring(0, Math.max(0, begin - 1)), file);
            RecordText record = new RecordText();
            while (!text.startsWith(END, begin)) {
                line++;
                int end = text.indexOf('\n', begin);
                record.add(text.substring(begin, end));
                begin = end + 1;
            }
            if (!text.substring(begin).equals(END + (line - 1) + "\n")) {
                throw new IllegalArgumentException("the last line does not say how many there are");
            }
            return new RecordedTree(record.entries, record.removed, PathFilter.rsync(List.of(), record.rules));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
            throw new IOException(
                    file + " is damaged in line " + line + "; remove it, and the next deploy writes it anew", e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(
                    file + " is damaged: it is no text; remove it, and the next deploy writes it anew", e);
        }
    }

    private static void requireVersion(String header, Path file) throws IOException {
        if (!header.startsWith(NAME)) {
            throw new IllegalArgumentException("it does not begin with " + NAME);
        }
        int version = Integer.parseInt(header.substring(NAME.length()));
        if (version > VERSION) {
            throw new IOException(file + " was written by a newer Towline, as version " + version
                    + "; this one knows version " + VERSION + ": use the newer one");
        }
        if (version != VERSION) {
            throw new IllegalArgumentException("there is no version " + version);
        }
    }

    private void add(String line) {
        if (line.startsWith("- ") || line.startsWith("+ ")) {
            rules.add(LogPath.unescape(line));
        } else if (line.startsWith(REMOVED)) {
            removed.add(LogPath.unescape(line.substring(REMOVED.length())));
        } else {
            Recorded entry = EntryLine.parse(line);
            if (!entries.isEmpty()
                    && entry.path().compareTo(entries.get(entries.size() - 1).path()) <= 0) {
                throw new IllegalArgumentException("the paths are not in order");
            }
            entries.add(entry);
        }
    }
}
