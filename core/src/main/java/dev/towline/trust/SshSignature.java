package dev.towline.trust;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * OpenSSH's detached signatures, version 1, as its PROTOCOL.sshsig describes them. What is signed names its purpose: only
 * {@code towline} counts, so that nothing signed for another purpose (a commit, a mail) passes for a manifest.
 */
final class SshSignature {

    static final String NAMESPACE = "towline";

    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----\n";
    static final String END = "\n-----END SSH SIGNATURE-----";
    private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final String HASH = "sha512";

    private SshSignature() {}

    /** Whether the armored {@code text} is a signature of {@code signatory} over {@code message}. */
    static boolean verifies(Signatory.Ssh signatory, byte[] message, String text) {
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            return false;
        }
        byte[] blob = Signatory.decoded(text.substring(BEGIN.length(), text.length() - END.length()));
        try {
            return verifies(signatory, message, new SshReader(blob));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean verifies(Signatory.Ssh signatory, byte[] message, SshReader blob) {
        blob.require(MAGIC);
        boolean known = blob.number() == VERSION;
        known &= ByteBuffer.wrap(blob.string()).equals(signatory.blob());
        known &= blob.text().equals(NAMESPACE);
        known &= blob.string().length == 0;
        known &= blob.text().equals(HASH);
        SshReader signature = new SshReader(blob.string());
        blob.requireEnd();
        known &= signature.text().equals(signatory.algorithm());
        byte[] binary = signatory.key().fromSsh(signature.string());
        signature.requireEnd();
        return known && signatory.key().verifies(signed(message), binary);
    }

    /** What is really signed: the purpose, and the message's digest. */
    private static byte[] signed(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        for (byte[] string : new byte[][] {
            NAMESPACE.getBytes(StandardCharsets.US_ASCII), {}, HASH.getBytes(StandardCharsets.US_ASCII), sha512(message)
        }) {
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(string.length).array());
            out.writeBytes(string);
        }
        return out.toByteArray();
    }

    private static byte[] sha512(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-512", e);
        }
    }
}
