package dev.towline.journal;

import dev.towline.manifest.Checksum;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the files of a lock are called. Letters, digits, {@code -} and {@code _} of the key are kept, everything else is
 * told in hexadecimal, so that no key's lock can be taken for another key's holder; a long key ends in its digest.
 *
 * @param lock the file that is locked
 */
record LockName(String lock) {

    private static final int LONGEST = 200; // bytes; with what is added to it, below the 255 of Linux
    private static final int DIGEST_BYTES = 16;

    static LockName of(String key) {
        StringBuilder name = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b > 0 && Character.isLetterOrDigit((char) b)) || b == '-' || b == '_';
            name.append(plain ? Character.toString(b) : String.format(Locale.ROOT, "%%%02x", b));
        }
        if (name.length() <= LONGEST) {
            return new LockName(name.toString());
        }
        String digest = Checksum.of(Checksum.Algorithm.SHA_256, key.getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 2 * DIGEST_BYTES);
        return new LockName(name.substring(0, LONGEST - digest.length() - 1) + "." + digest);
    }

    /** The file in which the holder says who it is. */
    String holder() {
        return lock + ".holder";
    }
}
