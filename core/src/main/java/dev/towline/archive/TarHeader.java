package dev.towline.archive;

import dev.towline.sync.TreeEntry.Owner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One header block of a tar archive whose checksum held, and what extended headers before it say. */
final class TarHeader {

    static final int BLOCK = 512;

    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final long FARTHEST_SECOND = 1L << 33;
    private static final long LARGEST_ID = (1L << 32) - 1;

    private enum Format {
        V7,
        USTAR,
        GNU
    }

    private final byte[] block;
    private final int at;
    private final Format format;

    private TarHeader(byte[] bytes, int at) throws InvalidArchiveException {
        this.block = bytes;
        this.at = at;
        this.format = format();
    }

    static boolean zero(byte[] block, int at) {
        return zero(block, at, BLOCK);
    }

    private static boolean zero(byte[] bytes, int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the block carries the sum of its bytes, taken as unsigned or (by very old writers) as signed ones. */
    static boolean checksumHolds(byte[] block, int at) {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES ? (byte) ' ' : block[at + i];
            unsigned += b & 0xff;
            signed += b;
        }
        try {
            long said = TarFields.octal(block, at + CHECKSUM, CHECKSUM_BYTES, "checksum");
            return said == unsigned || said == signed;
        } catch (InvalidArchiveException e) {
            return false;
        }
    }

    /** Reads the header in the 512 bytes at {@code at}, which are not copied. */
    static TarHeader of(byte[] block, int at) throws InvalidArchiveException {
        if (!checksumHolds(block, at)) {
            throw InvalidArchiveException.of("its header's checksum is wrong");
        }
        return new TarHeader(block, at);
    }

    private Format format() throws InvalidArchiveException {
        String magic = new String(block, at + MAGIC, 6, StandardCharsets.ISO_8859_1);
        return switch (magic) {
            case "ustar\0" -> Format.USTAR;
            case "ustar " -> Format.GNU;
            default -> v7();
        };
    }

    /** Only where nothing is that another reader could take for a magic or for the first part of the name. */
    private Format v7() throws InvalidArchiveException {
        if (!zero(block, at + MAGIC, 8) || !zero(block, at + PREFIX, BLOCK - PREFIX)) {
            throw InvalidArchiveException.of("its header is of no known tar format");
        }
        return Format.V7;
    }

    char flag() {
        return (char) (block[at + 156] & 0xff);
    }

    long size() throws InvalidArchiveException {
        long size = TarFields.number(block, at + 124, 12, "size");
        if (size < 0) {
            throw InvalidArchiveException.of("its size is negative");
        }
        return size;
    }

    /** The name in the block itself, for messages as well when it is none that may be used. */
    byte[] rawName() {
        byte[] name = TarFields.text(block, at, 100);
        byte[] prefix = format == Format.USTAR ? TarFields.text(block, at + PREFIX, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    /**
     * The member that this block is the last header of.
     *
     * @param longName from a GNU long name block, null for none; {@code longLink} likewise
     */
    TarMember member(PaxRecords global, PaxRecords pax, byte @Nullable [] longName, byte @Nullable [] longLink)
            throws InvalidArchiveException {
        String name = TarFields.name(chosen(PaxRecords.PATH, pax, longName, rawName()), "name");
        String link = TarFields.name(
                chosen(PaxRecords.LINK_PATH, pax, longLink, TarFields.text(block, at + 157, 100)), "link target");
        long size = size();
        if (pax.has(PaxRecords.SIZE)) {
            size = pax.integer(PaxRecords.SIZE).orElseThrow();
            if (size < 0) {
                throw InvalidArchiveException.of("its size is negative");
            }
        }
        TarMember.Type type = type(name, size);
        if (type != TarMember.Type.FILE && size > 0) {
            throw InvalidArchiveException.of("it is no regular file but has " + size + " bytes of content");
        }
        boolean links = type == TarMember.Type.SYMLINK || type == TarMember.Type.HARDLINK;
        return new TarMember(type, name, links ? link : "", mode(), mtime(global, pax), owner(global, pax), size);
    }

    private static byte[] chosen(String key, PaxRecords pax, byte @Nullable [] gnu, byte[] own)
            throws InvalidArchiveException {
        Optional<byte[]> said = pax.bytes(key);
        if (said.isEmpty()) {
            return gnu == null ? own : gnu;
        }
        if (gnu != null && !Arrays.equals(gnu, said.get())) {
            throw InvalidArchiveException.of("its extended headers give it two different values for " + key);
        }
        return said.get();
    }

    private TarMember.Type type(String name, long size) throws InvalidArchiveException {
        boolean slash = name.endsWith("/");
        return switch (flag()) {
            case '0', '\0', '7' -> {
                if (slash && size > 0) {
                    throw InvalidArchiveException.of(
                            "it is named like a directory but has " + size + " bytes of content");
                }
                yield slash ? TarMember.Type.DIRECTORY : TarMember.Type.FILE;
            }
            case '5' -> TarMember.Type.DIRECTORY;
            case '1', '2' -> {
                if (slash) {
                    throw InvalidArchiveException.of("it is a link but named like a directory");
                }
                yield flag() == '1' ? TarMember.Type.HARDLINK : TarMember.Type.SYMLINK;
            }
            case '3' -> throw InvalidArchiveException.of("it is a character device");
            case '4' -> throw InvalidArchiveException.of("it is a block device");
            case '6' -> throw InvalidArchiveException.of("it is a FIFO");
            case 'S' ->
                throw InvalidArchiveException.of("it is sparse, which is not supported; pack it with plain files");
            default ->
                throw InvalidArchiveException.of(
                        "its type " + Escaped.of(Character.toString(flag())) + " is no file, directory or link");
        };
    }

    private int mode() throws InvalidArchiveException {
        long mode = TarFields.octal(block, at + 100, 8, "mode");
        if (mode > 0177777) {
            throw InvalidArchiveException.of("its mode is out of range");
        }
        return (int) mode & 07777;
    }

    private Instant mtime(PaxRecords global, PaxRecords pax) throws InvalidArchiveException {
        long own = TarFields.number(block, at + 136, 12, "mtime");
        Optional<Instant> said = pax.has("mtime") ? pax.mtime() : global.mtime();
        long second = said.isPresent() ? said.get().getEpochSecond() : own;
        if (second >= FARTHEST_SECOND) {
            return Instant.ofEpochSecond(FARTHEST_SECOND);
        }
        if (second < -FARTHEST_SECOND) {
            return Instant.ofEpochSecond(-FARTHEST_SECOND);
        }
        return said.orElseGet(() -> Instant.ofEpochSecond(own));
    }

    private Owner owner(PaxRecords global, PaxRecords pax) throws InvalidArchiveException {
        return new Owner(
                ownerName("uname", 265, global, pax),
                id("uid", 108, global, pax),
                ownerName("gname", 297, global, pax),
                id("gid", 116, global, pax));
    }

    /** The number of an owner, {@code -1} for a negative one: no system has such an owner. */
    private long id(String key, int offset, PaxRecords global, PaxRecords pax) throws InvalidArchiveException {
        long own = TarFields.number(block, at + offset, 8, key);
        long id = (pax.has(key) ? pax : global).integer(key).orElse(own);
        if (id > LARGEST_ID || id < -LARGEST_ID) {
            throw InvalidArchiveException.of("its " + key + " is out of range");
        }
        return Math.max(id, -1);
    }

    private String ownerName(String key, int offset, PaxRecords global, PaxRecords pax) throws InvalidArchiveException {
        byte[] own = format == Format.V7 ? new byte[0] : TarFields.text(block, at + offset, 32);
        return TarFields.name((pax.has(key) ? pax : global).bytes(key).orElse(own), key);
    }
}
