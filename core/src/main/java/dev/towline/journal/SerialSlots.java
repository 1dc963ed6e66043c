package dev.towline.journal;

import dev.towline.disk.Disk;
import dev.towline.manifest.Checksum;
import dev.towline.trust.AcceptedSerial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serial accepted last at one destination, in two small text files of its state directory that are written in turn: a
 * disk that spoils one of them brings back the one before it, and not every older release. Not thread-safe.
 */
public final class SerialSlots {

    private static final Logger LOG = LoggerFactory.getLogger(SerialSlots.class);
    private static final int VERSION = 1;
    private static final Pattern HEADER = Pattern.compile("towline-serial ([0-9]{1,9})\n(?s:.*)");
    private static final Pattern SLOT = Pattern.compile("""
            (towline-serial 1
            turn ([0-9]{1,18})
            serial ([0-9]{1,19})
            manifest ([0-9a-f]{64})
            at (\\S{1,40})
            )check ([0-9a-f]{64})
            """);
    private static final int LONGEST = 4096;

    /** A slot that could be read. */
    private record Slot(Path file, long turn, AcceptedSerial accepted) {}

    private final Disk disk;
    private final Path directory;

    private SerialSlots(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** The slots in a destination's own directory, which need not exist. */
    public static SerialSlots in(Disk disk, Path directory) {
        return new SerialSlots(disk, directory);
    }

    /**
     * What the newest readable slot says. A slot that cannot be read is passed over with a warning; where both are gone
     * that way, or one is and there is no other, the answer is {@link AcceptedSerial#UNREADABLE}.
     *
     * @throws IOException when a newer Towline wrote one
     */
    public AcceptedSerial read() throws IOException {
        Optional<Slot> newest = newest();
        if (newest.isPresent()) {
            return newest.get().accepted();
        }
        boolean nothing = files().stream().noneMatch(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        return nothing ? AcceptedSerial.NONE : AcceptedSerial.UNREADABLE;
    }

    /**
     * Remembers {@code accepted}, which is known, in the slot that is not the newest readable one. Durable on return.
     *
     * @throws IOException when it could not be written; what was there before still is
     */
    public void write(AcceptedSerial accepted) throws IOException {
        Optional<Slot> newest = newest();
        long turn = newest.map(slot -> slot.turn() + 1).orElse(0L);
        Path target = files().stream()
                .filter(file -> newest.isEmpty() || !file.equals(newest.get().file()))
                .findFirst()
                .orElseThrow();
        String text = "towline-serial %d%nturn %d%nserial %d%nmanifest %s%nat %s%n"
                .formatted(VERSION, turn, accepted.serial(), accepted.digest(), accepted.at());
        disk.privateDirectories(directory);
        disk.replace(target, text + "check " + digest(text) + "\n");
    }

    private List<Path> files() {
        return List.of(directory.resolve("serial.0"), directory.resolve("serial.1"));
    }

    private Optional<Slot> newest() throws IOException {
        Optional<Slot> first = slot(files().get(0));
        Optional<Slot> second = slot(files().get(1));
        return Stream.of(first, second).flatMap(Optional::stream).max(Comparator.comparingLong(Slot::turn));
    }

    private static Optional<Slot> slot(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        String text = text(file);
        Matcher header = HEADER.matcher(text);
        if (header.matches() && Integer.parseInt(header.group(1)) > VERSION) {
            throw new IOException(file + " was written by a newer Towline: use that one here, or remove the file");
        }
        Matcher slot = SLOT.matcher(text);
        if (slot.matches() && slot.group(6).equals(digest(slot.group(1)))) {
            try {
                AcceptedSerial accepted =
                        AcceptedSerial.of(Long.parseLong(slot.group(3)), slot.group(4), Instant.parse(slot.group(5)));
                return Optional.of(new Slot(file, Long.parseLong(slot.group(2)), accepted));
            } catch (NumberFormatException | DateTimeException e) {
                LOG.debug("{} has a right check and a wrong value", file, e);
            }
        }
        LOG.warn("{} cannot be read and is passed over: it does not hold what was written", file);
        return Optional.empty();
    }

    /** Nothing where the file is none, cannot be read, or is longer than any slot. */
    private static String text(Path file) {
        try {
            boolean plausible = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LONGEST;
            return plausible ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return "";
        }
    }

    private static String digest(String text) {
        return Checksum.of(Checksum.Algorithm.SHA_256, text.getBytes(StandardCharsets.UTF_8))
                .hex();
    }
}
