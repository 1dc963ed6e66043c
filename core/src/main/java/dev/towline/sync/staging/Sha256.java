package dev.towline.sync.staging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what goes by. */
public final class Sha256 {

    private final MessageDigest digest;

    private Sha256(MessageDigest digest) {
        this.digest = digest;
    }

    static Sha256 fresh() {
        try {
            return new Sha256(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** Of everything from {@code channel}'s position on. */
    public static String of(FileChannel channel, byte[] buffer) throws IOException {
        Sha256 sha = fresh();
        for (int n = channel.read(ByteBuffer.wrap(buffer)); n >= 0; n = channel.read(ByteBuffer.wrap(buffer))) {
            sha.update(buffer, n);
        }
        return sha.hex();
    }

    void reset() {
        digest.reset();
    }

    void update(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
    }

    /** The digest so far; more may follow. */
    String soFar() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // the platform's own digest can be cloned
        }
    }

    /** The digest; begins anew. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
