package dev.towline.archive;

import dev.towline.manifest.Checksum;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What an archive has put at which path so far. A path is kept as 128 bits of its SHA-256: with 24 bytes a slot, half a
 * million entries with names of any length stay below 50 MiB.
 */
final class PathTable {

    enum Kind {
        DIRECTORY(1),
        FILE(2),
        SYMLINK(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) {
            return code == 1 ? DIRECTORY : code == 2 ? FILE : SYMLINK;
        }
    }

    /** @param size bytes of a file, else 0 */
    record Entry(Kind kind, long size) {}

    private static final int WORDS = 3;

    private final MessageDigest digest = Checksum.Algorithm.SHA_256.newDigest();
    /** Per slot two words of key, then size * 4 + code of the kind, which is 0 in a free slot. */
    private long[] slots = new long[WORDS * 1024];

    private int used;

    Optional<Entry> get(String path) {
        ByteBuffer key = key(path);
        long value = slots[slot(slots, key.getLong(0), key.getLong(8)) + 2];
        return value == 0 ? Optional.empty() : Optional.of(new Entry(Kind.of((int) value & 3), value >> 2));
    }

    void put(String path, Kind kind, long size) {
        if (2 * WORDS * used >= slots.length) {
            grow();
        }
        ByteBuffer key = key(path);
        int slot = slot(slots, key.getLong(0), key.getLong(8));
        if (slots[slot + 2] == 0) {
            used++;
        }
        slots[slot] = key.getLong(0);
        slots[slot + 1] = key.getLong(8);
        slots[slot + 2] = size << 2 | kind.code;
    }

    private ByteBuffer key(String path) {
        return ByteBuffer.wrap(digest.digest(path.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where the key is, or where it would go. */
    private static int slot(long[] slots, long high, long low) {
        int count = slots.length / WORDS;
        int slot = WORDS * (int) Long.remainderUnsigned(high, count);
        while (slots[slot + 2] != 0 && (slots[slot] != high || slots[slot + 1] != low)) {
            slot += WORDS;
            if (slot == slots.length) {
                slot = 0;
            }
        }
        return slot;
    }

    private void grow() {
        long[] more = new long[2 * slots.length];
        for (int from = 0; from < slots.length; from += WORDS) {
            if (slots[from + 2] != 0) {
                System.arraycopy(slots, from, more, slot(more, slots[from], slots[from + 1]), WORDS);
            }
        }
        slots = more;
    }
}
