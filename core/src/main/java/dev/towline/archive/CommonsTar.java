package dev.towline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The second reader behind the guard: what it makes of the judged bytes has to be what the guard saw in them. */
final class CommonsTar {

    /** The content of the current member. */
    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return tar.read(b, off, len);
        }
    }

    private final TarArchiveInputStream tar;
    private final Content content = new Content();

    CommonsTar(TarGuard guard) {
        this.tar = new TarArchiveInputStream(
                guard, 20 * TarHeader.BLOCK, TarHeader.BLOCK, StandardCharsets.UTF_8.name(), false);
    }

    /** The content of {@code member}, which the guard has just judged. */
    InputStream open(TarMember member) throws InvalidArchiveException {
        TarArchiveEntry entry;
        try {
            entry = tar.getNextEntry();
        } catch (IOException | RuntimeException e) {
            InvalidArchiveException unreadable = InvalidArchiveException.of(
                    "its header cannot be read: " + Escaped.of(String.valueOf(e.getMessage())));
            unreadable.initCause(e);
            throw unreadable;
        }
        if (entry == null || !agrees(entry, member)) {
            throw InvalidArchiveException.of("its header is ambiguous: two readers disagree about it");
        }
        return content;
    }

    private static boolean agrees(TarArchiveEntry entry, TarMember member) {
        boolean type = switch (member.type()) {
            case DIRECTORY -> entry.isDirectory();
            case SYMLINK -> entry.isSymbolicLink() && !entry.isDirectory();
            case HARDLINK -> entry.isLink() && !entry.isDirectory();
            case FILE -> entry.isFile() && !entry.isDirectory() && !entry.isLink() && !entry.isSymbolicLink();
        };
        boolean link = member.link().isEmpty() || member.link().equals(entry.getLinkName());
        return type
                && link
                && !entry.isSparse()
                && entry.getSize() == member.size()
                && unslashed(entry.getName()).equals(unslashed(member.name()));
    }

    private static String unslashed(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '/') {
            end--;
        }
        return name.substring(0, end);
    }

    /** Reads what is left of the current member. */
    void skipRest() throws IOException {
        if (content.read() < 0) {
            return;
        }
        content.transferTo(OutputStream.nullOutputStream());
    }
}
