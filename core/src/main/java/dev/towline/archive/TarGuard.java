package dev.towline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tar archive block by block. {@link #next} reads and judges the headers of one member; only then, and only up to the
 * end of that member's content, the same bytes can be read from this stream. The archive's end is never handed on.
 */
final class TarGuard extends InputStream {

    private static final int BLOCK = TarHeader.BLOCK;
    private static final int LARGEST_META = 1 << 20;
    private static final int LARGEST_HEADERS = 4 * LARGEST_META;
    /** The second reader takes them one inside the other. */
    private static final int MOST_META = 32;

    private static final int USUAL_HEADERS = 16 * BLOCK;
    private static final int SCRATCH = 64 * 1024;

    private final InputStream in;
    private final String container;
    private final Quota quota;
    private final PaxRecords global = new PaxRecords();
    private byte[] headers = new byte[USUAL_HEADERS];
    private int given;
    private int judged;
    private long content;
    private int padding;
    private int globalBytes;
    private int metas;
    private int ordinal;
    private String name = "";
    private boolean attributes;

    /** @param container the compression's name for messages, empty for none */
    TarGuard(InputStream in, String container, Quota quota) {
        this.in = in;
        this.container = container;
        this.quota = quota;
    }

    /** The next member, or null after a proper end. The content of the one before has been read from this stream. */
    @Nullable
    TarMember next() throws IOException {
        if (given != judged || content != 0) {
            throw new IllegalStateException("the member before has not been read");
        }
        given = 0;
        judged = 0;
        metas = 0;
        if (headers.length > 8 * USUAL_HEADERS) {
            headers = new byte[USUAL_HEADERS];
        }
        append(padding);
        quota.checkRatio();
        ordinal++;
        name = "";
        PaxRecords pax = null;
        byte[] longName = null;
        byte[] longLink = null;
        while (true) {
            int at = judged;
            appendHeader();
            if (TarHeader.zero(headers, at)) {
                if (pax != null || longName != null || longLink != null) {
                    throw InvalidArchiveException.of("its extended header is followed by no entry");
                }
                ordinal = 0;
                judged = 0;
                end();
                return null;
            }
            if (ordinal == 1 && at == 0 && !TarHeader.checksumHolds(headers, at)) {
                ordinal = 0;
                throw InvalidArchiveException.of(noTar());
            }
            name = new String(TarFields.text(headers, at, 100), StandardCharsets.UTF_8);
            TarHeader header = TarHeader.of(headers, at);
            name = new String(header.rawName(), StandardCharsets.UTF_8);
            switch (header.flag()) {
                case 'g' -> {
                    meta(header, false);
                    globals(at + BLOCK, (int) header.size());
                }
                case 'x' -> {
                    meta(header, pax != null);
                    pax = new PaxRecords();
                    pax.add(headers, at + BLOCK, at + BLOCK + (int) header.size());
                    attributes |= pax.attributes();
                }
                case 'L' -> longName = longText(header, at, longName != null);
                case 'K' -> longLink = longText(header, at, longLink != null);
                default -> {
                    return member(header, pax == null ? new PaxRecords() : pax, longName, longLink);
                }
            }
        }
    }

    private TarMember member(TarHeader header, PaxRecords pax, byte @Nullable [] longName, byte @Nullable [] longLink)
            throws ArchiveException {
        byte[] said = longName == null ? header.rawName() : longName;
        name = new String(pax.bytes(PaxRecords.PATH).orElse(said), StandardCharsets.UTF_8);
        TarMember member = header.member(global, pax, longName, longLink);
        padding = (int) (-member.size() & (BLOCK - 1));
        quota.bytes(member.size());
        quota.bytes(padding);
        content = member.size();
        return member;
    }

    private void globals(int from, int size) throws InvalidArchiveException {
        globalBytes += size;
        if (globalBytes > LARGEST_META) {
            throw InvalidArchiveException.of("the archive's global headers have more than " + LARGEST_META + " bytes");
        }
        global.add(headers, from, from + size);
        for (String key : new String[] {PaxRecords.PATH, PaxRecords.LINK_PATH, PaxRecords.SIZE}) {
            if (global.has(key)) {
                throw InvalidArchiveException.of("a global header gives all entries one " + key);
            }
        }
    }

    private byte[] longText(TarHeader header, int at, boolean again) throws IOException {
        meta(header, again);
        int end = at + BLOCK + (int) header.size();
        while (end > at + BLOCK && headers[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOfRange(headers, at + BLOCK, end);
    }

    /** Takes in what follows the header of an extended header. */
    private void meta(TarHeader header, boolean again) throws IOException {
        if (again) {
            throw InvalidArchiveException.of("it has two extended headers of type " + header.flag());
        }
        if (++metas > MOST_META) {
            throw InvalidArchiveException.of("it has more than " + MOST_META + " extended headers");
        }
        if (header.size() > LARGEST_META || judged + header.size() > LARGEST_HEADERS) {
            throw InvalidArchiveException.of("its extended header has more than " + LARGEST_META + " bytes");
        }
        int size = (int) header.size();
        quota.bytes(size);
        append(size);
        int rest = -size & (BLOCK - 1);
        quota.bytes(rest);
        append(rest);
    }

    private void appendHeader() throws IOException {
        quota.bytes(BLOCK);
        int had = judged;
        reserve(BLOCK);
        int n = in.readNBytes(headers, judged, BLOCK);
        judged += n;
        if (n == 0 && ordinal == 1 && had == 0) {
            ordinal = 0;
            throw InvalidArchiveException.empty(
                    container.isEmpty() ? "the artifact is empty" : "the " + container + " data is empty");
        }
        if (n == 0 && had <= padding) {
            ordinal = 0;
            throw InvalidArchiveException.of("the archive is cut: it ends without its end marker");
        }
        if (n < BLOCK) {
            if (ordinal == 1 && had == 0) {
                ordinal = 0;
                throw InvalidArchiveException.of(noTar());
            }
            throw InvalidArchiveException.of("the archive is cut inside a header");
        }
    }

    private void append(int count) throws IOException {
        reserve(count);
        int n = in.readNBytes(headers, judged, count);
        judged += n;
        if (n < count) {
            throw InvalidArchiveException.of("the archive is cut");
        }
    }

    private void reserve(int count) {
        if (judged + count > headers.length) {
            headers = Arrays.copyOf(headers, Math.max(2 * headers.length, judged + count));
        }
    }

    private String noTar() {
        String found = KnownFormat.of(headers, judged);
        return container.isEmpty()
                ? "the artifact is " + found + ", not a tar archive"
                : "the " + container + " data holds " + found + ", not a tar archive";
    }

    /** The second zero block, then zeros to the end of the stream. */
    private void end() throws IOException {
        appendHeader();
        if (!TarHeader.zero(headers, 0)) {
            throw InvalidArchiveException.of("a zero block is followed by more than the end of the archive");
        }
        byte[] rest = new byte[SCRATCH];
        int n;
        while ((n = in.read(rest)) >= 0) {
            quota.bytes(n);
            for (int i = 0; i < n; i++) {
                if (rest[i] != 0) {
                    throw InvalidArchiveException.of("the archive's end marker is followed by more bytes");
                }
            }
        }
        quota.checkRatio();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        if (given < judged) {
            int n = Math.min(len, judged - given);
            System.arraycopy(headers, given, b, off, n);
            given += n;
            return n;
        }
        if (content == 0) {
            return -1;
        }
        int n = in.read(b, off, (int) Math.min(len, content));
        if (n < 0) {
            throw InvalidArchiveException.of("the archive is cut: " + content + " bytes of its content are missing");
        }
        content -= n;
        return n;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, judged - given + content);
    }

    /** {@code problem} with the entry it is about, where it is about one. */
    InvalidArchiveException located(InvalidArchiveException problem) {
        if (ordinal == 0 || problem.ordinal().isPresent()) {
            return problem;
        }
        return problem.at(ordinal, name);
    }

    /** Whether any member so far had extended attributes or access control lists. */
    boolean attributes() {
        return attributes;
    }
}
