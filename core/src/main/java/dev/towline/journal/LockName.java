package dev.towline.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        String digest = HexFormat.of().formatHex(sha256(key), 0, DIGEST_BYTES);
        return new LockName(name.substring(0, LONGEST - digest.length() - 1) + "." + digest);
    }

    /** The file in which the holder says who it is. */
    String holder() {
        return lock + ".holder";
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
