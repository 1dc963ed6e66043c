package dev.towline.trust;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys as people keep them: one in PEM, or one line of OpenSSH's. */
final class KeyText {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern OPENSSH =
            Pattern.compile("((?:ssh|ecdsa|sk)-[a-z0-9@.-]+)[ \\t]+([A-Za-z0-9+/=]+)" + "(?:[ \\t]+[^\\n]*)?");
    private static final String SSH_ED25519 = "ssh-ed25519";
    private static final String SSH_ECDSA = "ecdsa-sha2-nistp256";
    private static final String KINDS = "a key is one PEM block (BEGIN PUBLIC KEY) of Ed25519 or ECDSA P-256,"
            + " or one line that begins with " + SSH_ED25519 + " or " + SSH_ECDSA;

    private KeyText() {}

    /**
     * The signatory that {@code text} names.
     *
     * @throws IllegalArgumentException that says what is wrong with the key called {@code name}
     */
    static Signatory parse(String name, String text) {
        try {
            String stripped = text.strip();
            Matcher pem = PEM.matcher(stripped);
            Matcher openSsh = OPENSSH.matcher(stripped);
            if (pem.matches()) {
                return new Signatory.Detached(pem(pem.group(1), pem.group(2)));
            }
            if (openSsh.matches()) {
                return ssh(openSsh.group(1), Base64.getDecoder().decode(openSsh.group(2)));
            }
            throw new IllegalArgumentException(
                    stripped.contains("PRIVATE KEY") ? "it is a private key, which belongs elsewhere" : KINDS);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalArgumentException(name + " cannot be used as a key: " + e.getMessage(), e);
        }
    }

    private static VerificationKey pem(String label, String base64) throws GeneralSecurityException {
        if (label.endsWith("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "it is a private key, which belongs to whoever signs; write its public half with"
                            + " openssl pkey -in KEY -pubout");
        }
        if (!label.equals("PUBLIC KEY")) {
            throw new IllegalArgumentException("it is a PEM block of another kind, " + label + "; " + KINDS);
        }
        return ofX509(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
    }

    /** The key in X.509's SubjectPublicKeyInfo, whose own algorithm identifier says of which kind it is. */
    static VerificationKey ofX509(byte[] der) throws GeneralSecurityException {
        PublicKey key = publicKey(der);
        if (!Arrays.equals(key.getEncoded(), der)) {
            throw new IllegalArgumentException("it is not written as X.509 prescribes");
        }
        return key instanceof EdECPublicKey edwards ? Ed25519Key.of(edwards) : EcdsaKey.of((ECPublicKey) key);
    }

    private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
        } catch (InvalidKeySpecException notEd25519) {
            try {
                return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                throw new IllegalArgumentException("it is neither an Ed25519 nor an ECDSA P-256 key", e);
            }
        }
    }

    private static Signatory ssh(String algorithm, byte[] blob) throws GeneralSecurityException {
        SshReader reader = new SshReader(blob);
        if (!reader.text().equals(algorithm)) {
            throw new IllegalArgumentException("its first word, " + algorithm + ", is not what its bytes say");
        }
        VerificationKey key;
        switch (algorithm) {
            case SSH_ED25519 -> key = Ed25519Key.ofBytes(reader.string());
            case SSH_ECDSA -> {
                if (!reader.text().equals("nistp256")) {
                    throw new IllegalArgumentException("it is a key of another curve than P-256");
                }
                key = EcdsaKey.ofPoint(reader.string());
            }
            default -> throw new IllegalArgumentException("keys of " + algorithm + " are not supported; " + KINDS);
        }
        reader.requireEnd();
        return new Signatory.Ssh(algorithm, ByteBuffer.wrap(blob), key);
    }
}
