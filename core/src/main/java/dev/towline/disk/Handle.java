package dev.towline.disk;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A descriptor of a directory and the path {@code /proc/self/fd/<n>} that leads to what it is open on, wherever that has
 * been moved since.
 *
 * <p>Java does not tell the number of a descriptor. So the descriptor is given a position that no other has, and looked
 * for by it: several handles of one directory cannot be taken for each other.
 */
final class Handle implements AutoCloseable {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String POSITIONS = "/proc/self/fdinfo";
    private static final Set<? extends java.nio.file.OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final FileChannel descriptor;
    private final Numbers numbers;
    private final int number;
    private final Path path;

    private Handle(FileChannel descriptor, Numbers numbers, int number) {
        this.descriptor = descriptor;
        this.numbers = numbers;
        this.number = number;
        this.path = DESCRIPTORS.resolve(Integer.toString(number));
    }

    /** A handle of what {@code stream} is open on. */
    static Handle of(SecureDirectoryStream<Path> stream, Numbers numbers) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel channel = (FileChannel) stream.newByteChannel(Path.of("."), READ);
                try {
                    long position = ThreadLocalRandom.current().nextLong(1 << 20, Integer.MAX_VALUE);
                    channel.position(position);
                    return new Handle(channel, numbers, find(position, numbers));
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        descriptor.close();
        numbers.closed(number);
    }

    private static int find(long position, Numbers numbers) throws IOException {
        for (int guess : numbers.guesses()) {
            if (position(Integer.toString(guess)) == position) {
                numbers.opened(guess);
                return guess;
            }
        }
        int number = search(position);
        numbers.opened(number);
        return number;
    }

    private static int search(long position) throws IOException {
        try (DirectoryStream<Path> numbers = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path number : numbers) {
                String name = number.getFileName().toString();
                if (position(name) == position) {
                    return Integer.parseInt(name);
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "/proc is not mounted: without it files cannot be changed safely here; mount it (in a container: proc at /proc)",
                    e);
        }
        throw new IOException("cannot find an open directory in " + DESCRIPTORS);
    }

    private static long position(String number) {
        byte[] head = new byte[64];
        try (FileInputStream in = new FileInputStream(POSITIONS + "/" + number)) {
            int length = Math.max(0, in.read(head));
            String text = new String(head, 0, length, StandardCharsets.US_ASCII);
            return text.startsWith("pos:")
                    ? Long.parseLong(text.substring(4, text.indexOf('\n')).strip())
                    : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
