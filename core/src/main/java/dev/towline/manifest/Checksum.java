package dev.towline.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The digest an artifact must have. Immutable; two checksums are equal when algorithm and bytes are.
 *
 * @param algorithm the hash function
 * @param hex the digest in lower-case hexadecimal
 */
public record Checksum(Algorithm algorithm, String hex) {

    /** The hash functions a manifest may use, told apart by the length of the digest as stretcher does. */
    public enum Algorithm {
        MD5("MD5", 16, true),
        SHA_1("SHA-1", 20, true),
        SHA_256("SHA-256", 32, false),
        SHA_512("SHA-512", 64, false);

        private final String jcaName;
        private final int bytes;
        private final boolean legacy;

        Algorithm(String jcaName, int bytes, boolean legacy) {
            this.jcaName = jcaName;
            this.bytes = bytes;
            this.legacy = legacy;
        }

        /** True for MD5 and SHA-1: collisions are practical, so they pass only where policy says so. */
        public boolean legacy() {
            return legacy;
        }

        /** The name in standards, such as {@code SHA-256}. */
        @Override
        public String toString() {
            return jcaName;
        }

        /** A fresh digest of this algorithm; not thread-safe. */
        public MessageDigest newDigest() {
            try {
                return MessageDigest.getInstance(jcaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java runtime has no " + jcaName, e);
            }
        }
    }

    /** @throws IllegalArgumentException when {@code hex} is not hexadecimal or not of the algorithm's length */
    public Checksum {
        byte[] digest = HexFormat.of().parseHex(hex);
        if (digest.length != algorithm.bytes) {
            throw new IllegalArgumentException(
                    algorithm + " has " + 2 * algorithm.bytes + " hexadecimal digits, not " + hex.length());
        }
        hex = hex.toLowerCase(Locale.ROOT);
    }

    /**
     * The checksum written as {@code text}: 32 digits are MD5, 40 SHA-1, 64 SHA-256, 128 SHA-512, in either case.
     *
     * @throws IllegalArgumentException for any other length or a character that is not a hexadecimal digit
     */
    public static Checksum parse(String text) {
        for (Algorithm algorithm : Algorithm.values()) {
            if (text.length() == 2 * algorithm.bytes) {
                return new Checksum(algorithm, text);
            }
        }
        throw new IllegalArgumentException("a checksum has 32 (md5), 40 (sha1), 64 (sha256) or 128 (sha512)"
                + " hexadecimal digits, not " + text.length());
    }

    /** The checksum of {@code bytes}. */
    public static Checksum of(Algorithm algorithm, byte[] bytes) {
        return new Checksum(
                algorithm, HexFormat.of().formatHex(algorithm.newDigest().digest(bytes)));
    }

    /** The checksum of what {@code digest} has seen; resets the digest. */
    public static Checksum of(Algorithm algorithm, MessageDigest digest) {
        return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public String toString() {
        return algorithm + " " + hex;
    }
}
