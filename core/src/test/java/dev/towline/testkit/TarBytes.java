package dev.towline.testkit;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * A tar archive written byte by byte, so that it can be as wrong as a test needs it: names, types, sizes and checksums
 * go in as they are given. Methods that write return the writer.
 */
public final class TarBytes {

    /** Everything in an archive is a multiple of this many bytes. */
    public static final int BLOCK = 512;

    /** What {@link #file}, {@link #dir} and the links give their entries: the epoch second 1,700,000,000. */
    public static final long MTIME = 1_700_000_000L;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TarBytes() {}

    /** An archive without anything in it, not even its end marker. */
    public static TarBytes tar() {
        return new TarBytes();
    }

    /** A regular file of mode 0644. */
    public TarBytes file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A regular file of mode 0644. */
    public TarBytes file(String name, byte[] content) {
        return file(name, 0644, content);
    }

    /** A regular file of these permission bits. */
    public TarBytes file(String name, int mode, byte[] content) {
        return entry('0', name, header -> header.mode(mode).size(content.length))
                .content(content);
    }

    /** A directory of mode 0755; a slash is appended where the name has none. */
    public TarBytes dir(String name) {
        return dir(name, 0755);
    }

    /** A directory of these permission bits; a slash is appended where the name has none. */
    public TarBytes dir(String name, int mode) {
        return entry('5', name.endsWith("/") ? name : name + "/", header -> header.mode(mode));
    }

    /** A symbolic link that says {@code target}. */
    public TarBytes symlink(String name, String target) {
        return entry('2', name, header -> header.mode(0777).link(target));
    }

    /** A hard link to the earlier entry {@code target}. */
    public TarBytes hardlink(String name, String target) {
        return entry('1', name, header -> header.mode(0644).link(target));
    }

    /** A header block of any type, changed by {@code change} before its checksum is written. No content follows. */
    public TarBytes entry(char type, String name, Consumer<Header> change) {
        Header header = new Header(type, name);
        change.accept(header);
        return raw(header.block());
    }

    /** {@code content} and what fills its last block. */
    public TarBytes content(byte[] content) {
        return raw(content).raw(new byte[-content.length & (BLOCK - 1)]);
    }

    /** A PAX extended header for the next entry: keys and values in turn. */
    public TarBytes pax(String... records) {
        return meta('x', "PaxHeaders/entry", paxRecords(records));
    }

    /** A global PAX header. */
    public TarBytes global(String... records) {
        return meta('g', "pax_global_header", paxRecords(records));
    }

    /** A GNU long name block for the next entry. */
    public TarBytes longName(String name) {
        return meta('L', "././@LongLink", (name + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** A GNU long link block for the next entry. */
    public TarBytes longLink(String target) {
        return meta('K', "././@LongLink", (target + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** An entry of any type with content, as those that describe the next entry are. */
    public TarBytes meta(char type, String name, byte[] content) {
        return entry(type, name, header -> header.size(content.length)).content(content);
    }

    /** Records in PAX form, each with its right length. */
    public static byte[] paxRecords(String... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < records.length; i += 2) {
            all.writeBytes(paxRecord(records[i], records[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        return all.toByteArray();
    }

    /** One record in PAX form with its right length. */
    public static byte[] paxRecord(String key, byte[] value) {
        byte[] start = (" " + key + "=").getBytes(StandardCharsets.UTF_8);
        int length = start.length + value.length + 1;
        int whole = length + Integer.toString(length).length();
        whole = length + Integer.toString(whole).length();
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(Integer.toString(whole).getBytes(StandardCharsets.US_ASCII));
        record.writeBytes(start);
        record.writeBytes(value);
        record.write('\n');
        return record.toByteArray();
    }

    /** The bytes as they are. */
    public TarBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The end marker: two zero blocks. */
    public TarBytes end() {
        return raw(new byte[2 * BLOCK]);
    }

    /** Only the first {@code length} bytes stay; a negative length is counted from the end. */
    public TarBytes cut(int length) {
        byte[] all = out.toByteArray();
        out.reset();
        out.write(all, 0, length < 0 ? all.length + length : length);
        return this;
    }

    /** The archive as it is now. */
    public byte[] bytes() {
        return out.toByteArray();
    }

    /** The archive as it is now, as one gzip member. */
    public byte[] gzip() {
        return gzip(bytes());
    }

    /** The archive as it is now, as one zstd frame; needs zstd-jni on the class path. */
    public byte[] zstd() {
        return zstd(bytes());
    }

    /** These bytes as one gzip member. */
    public static byte[] gzip(byte[] bytes) {
        return packed(bytes, GZIPOutputStream::new);
    }

    /** These bytes as one zstd frame; needs zstd-jni on the class path. */
    public static byte[] zstd(byte[] bytes) {
        return packed(bytes, ZstdOutputStream::new);
    }

    /** Makes a packing stream. */
    @FunctionalInterface
    public interface Packing {
        OutputStream around(OutputStream out) throws IOException;
    }

    /** These bytes as {@code packing} writes them. */
    public static byte[] packed(byte[] bytes, Packing packing) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packing.around(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** One header block in the ustar format. */
    public static final class Header {

        private final byte[] block = new byte[BLOCK];
        private boolean ownChecksum;

        private Header(char type, String name) {
            text(0, 100, name);
            octal(100, 8, 0644);
            octal(108, 8, 1000);
            octal(116, 8, 1000);
            size(0);
            mtime(MTIME);
            block[156] = (byte) type;
            text(257, 8, "ustar\00000");
            text(265, 32, "builder");
            text(297, 32, "builders");
        }

        /** Permission bits. */
        public Header mode(int mode) {
            return octal(100, 8, mode);
        }

        /** Length of the content in bytes. */
        public Header size(long size) {
            return octal(124, 12, size);
        }

        /** Modification time in epoch seconds. */
        public Header mtime(long seconds) {
            return octal(136, 12, seconds);
        }

        /** What a link points to. */
        public Header link(String target) {
            return text(157, 100, target);
        }

        /** What ustar puts before the name. */
        public Header prefix(String prefix) {
            return text(345, 155, prefix);
        }

        /** The 1970s format: no magic and nothing after the link. */
        public Header v7() {
            Arrays.fill(block, 257, BLOCK, (byte) 0);
            return this;
        }

        /** The old GNU format's magic. */
        public Header gnu() {
            return text(257, 8, "ustar  \0");
        }

        /** A number as octal digits with leading zeros and a NUL. */
        public Header octal(int at, int length, long value) {
            String digits = Long.toOctalString(value);
            return text(at, length, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits);
        }

        /** Two's complement, big endian, first bit set. */
        public Header base256(int at, int length, long value) {
            for (int i = 0; i < length; i++) {
                int shift = 8 * (length - 1 - i);
                block[at + i] = (byte) (shift > 63 ? value >> 63 : value >> shift);
            }
            block[at] |= (byte) 0x80;
            return this;
        }

        /** A field with this text and then NULs. */
        public Header text(int at, int length, String text) {
            return bytes(at, length, text.getBytes(StandardCharsets.UTF_8));
        }

        /** Fills a field with these bytes and then NULs. */
        public Header bytes(int at, int length, byte[] bytes) {
            Arrays.fill(block, at, at + length, (byte) 0);
            System.arraycopy(bytes, 0, block, at, Math.min(length, bytes.length));
            return this;
        }

        /** This text instead of the right checksum. */
        public Header checksum(String text) {
            ownChecksum = true;
            return text(148, 8, text);
        }

        private byte[] block() {
            if (!ownChecksum) {
                Arrays.fill(block, 148, 156, (byte) ' ');
                int sum = 0;
                for (byte b : block) {
                    sum += b & 0xff;
                }
                octal(148, 7, sum);
                block[155] = ' ';
            }
            return block;
        }
    }
}
