package dev.towline.consul;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that were heard, newest last: four times as many as an agent's buffer holds. In memory, and in a small file
 * where one is given. Used by one thread.
 */
final class SeenEvents {

    private static final Logger LOG = LoggerFactory.getLogger(EventTrigger.class);
    private static final String HEADER = "towline-seen-events 1";
    private static final int NEWEST = 1024;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final Optional<Path> file;
    private final Set<String> ids = new LinkedHashSet<>();
    private boolean isNew = true;

    private SeenEvents(Optional<Path> file) {
        this.file = file;
    }

    /** What {@code file} holds; one that cannot be read counts as missing, with a warning. */
    static SeenEvents in(Optional<Path> file) {
        SeenEvents seen = new SeenEvents(file);
        file.ifPresent(seen::load);
        return seen;
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private void load(Path path) {
        try {
            List<String> lines = Files.readAllLines(path, StandardCharsets.US_ASCII);
            if (lines.isEmpty()
                    || !lines.get(0).equals(HEADER)
                    || !lines.stream().skip(1).allMatch(SeenEvents::isId)) {
                throw new IOException("it is not a list of seen events");
            }
            ids.addAll(lines.subList(1, lines.size()));
            isNew = false;
        } catch (NoSuchFileException e) {
            LOG.debug("{} is not there yet", path);
        } catch (IOException e) {
            LOG.warn("{} cannot be read and is taken for missing: {}", path, e.toString());
        }
    }

    /** Whether nothing was ever remembered here: what is in the buffer now is from before our time. */
    boolean isNew() {
        return isNew;
    }

    boolean contains(String id) {
        return ids.contains(id);
    }

    /** Remembers {@code more}, durably; what cannot be written is remembered for as long as this process lives. */
    void add(Collection<String> more) {
        boolean changed = ids.addAll(more) || isNew;
        isNew = false;
        Iterator<String> oldest = ids.iterator();
        for (int surplus = ids.size() - NEWEST; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
        if (changed && file.isPresent()) {
            try {
                write(file.get());
            } catch (IOException e) {
                LOG.error(
                        "{} cannot be written; events may be heard again after a restart: {}",
                        file.get(),
                        e.toString());
            }
        }
    }

    private void write(Path path) throws IOException {
        Path draft = path.resolveSibling("." + path.getFileName() + ".draft");
        String text = HEADER + "\n" + String.join("\n", ids) + (ids.isEmpty() ? "" : "\n");
        try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
