package dev.towline.trust;

import dev.towline.disk.Ancestors;
import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads small files that nobody but root and the running user can change, or put another in the place of. */
final class OwnedFile {

    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int MOST_BYTES = 64 * 1024;

    private OwnedFile() {}

    /**
     * The text of {@code file}; symbolic links are followed where they are safe too.
     *
     * @param what what messages call it
     * @throws IOException with a sentence that names the file and says what to do
     */
    static String read(String what, Path file) throws IOException {
        try {
            Path real = file.toRealPath();
            requireSafe(what + " " + file, file.toAbsolutePath().normalize(), real);
            try (InputStream in = Files.newInputStream(real)) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw new IOException(what + " " + file + " is longer than " + MOST_BYTES + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no " + what + " " + file, e);
        }
    }

    private static void requireSafe(String name, Path written, Path real) throws IOException {
        Stat stat = Stat.of(real);
        int user = Disk.uid();
        if (!stat.isFile()) {
            throw new IOException(name + " is no regular file");
        }
        if (stat.uid() != 0 && stat.uid() != user) {
            throw new IOException(name + " belongs to user " + stat.uid() + ", who could change it: it must belong to"
                    + " root or the running user");
        }
        if ((stat.mode() & WRITABLE_BY_OTHERS) != 0) {
            throw new IOException(name + " may be written by others: take that from them with chmod go-w " + real);
        }
        Optional<Path> loose = Ancestors.renamable(real);
        if (loose.isEmpty()) {
            loose = Ancestors.renamable(written);
        }
        if (loose.isPresent()) {
            throw new IOException(name + " is refused: others could put another in the place of " + loose.get()
                    + ", because of the owner or mode of " + loose.get().getParent());
        }
    }
}
