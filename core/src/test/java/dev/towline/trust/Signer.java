package dev.towline.trust;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Somebody with a new key, who signs in every form that is believed, and in some that are not. */
public final class Signer {

    private static final Base64.Encoder MIME = Base64.getMimeEncoder(70, new byte[] {'\n'});

    private final KeyPair pair;
    private final String algorithm;
    private final String sshName;

    private Signer(KeyPair pair, String algorithm, String sshName) {
        this.pair = pair;
        this.algorithm = algorithm;
        this.sshName = sshName;
    }

    public static Signer ed25519() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new Signer(pair, "Ed25519", "ssh-ed25519");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Signer ecdsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new Signer(generator.generateKeyPair(), "SHA256withECDSA", "ecdsa-sha2-nistp256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key in PEM. */
    public String pem() {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + MIME.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    byte[] privateKey() {
        return pair.getPrivate().getEncoded();
    }

    /** The public key in one line of OpenSSH. */
    public String openSsh() {
        return sshName + " " + Base64.getEncoder().encodeToString(sshKey()) + " release@example\n";
    }

    byte[] sshKey() {
        byte[] name = sshName.getBytes(StandardCharsets.US_ASCII);
        byte[] der = pair.getPublic().getEncoded();
        if (pair.getPublic() instanceof ECPublicKey) {
            byte[] point = Arrays.copyOfRange(der, der.length - 65, der.length);
            return strings(name, "nistp256".getBytes(StandardCharsets.US_ASCII), point);
        }
        return strings(name, Arrays.copyOfRange(der, der.length - 32, der.length));
    }

    /** The signature in binary form. */
    public byte[] sign(byte[] message) {
        return sign(algorithm, message);
    }

    byte[] sign(String otherAlgorithm, byte[] message) {
        try {
            Signature signature = Signature.getInstance(otherAlgorithm);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The signature in Base64, as {@code openssl base64} and {@code base64} write it: in lines. */
    public String base64(byte[] message) {
        return MIME.encodeToString(sign(message)) + "\n";
    }

    /** The signature as {@code ssh-keygen -Y sign} writes it. */
    public String ssh(byte[] message) {
        return armored(sshBlob(message, 1, sshKey(), "towline", "", "sha512", sshName));
    }

    /** The binary form of an OpenSSH signature, each of its parts being free. */
    byte[] sshBlob(
            byte[] message, int version, byte[] key, String namespace, String reserved, String hash, String name) {
        byte[] wrapped = concat(
                "SSHSIG".getBytes(StandardCharsets.US_ASCII),
                strings(utf8(namespace), utf8(reserved), utf8(hash), digest(hash, message)));
        return concat(
                utf8("SSHSIG"),
                ByteBuffer.allocate(4).putInt(version).array(),
                strings(
                        key,
                        utf8(namespace),
                        utf8(reserved),
                        utf8(hash),
                        strings(utf8(name), sshNumbers(sign(wrapped)))));
    }

    private byte[] sshNumbers(byte[] signature) {
        return sshName.startsWith("ssh")
                ? signature
                : EcdsaNumbers.fromDer(signature)
                        .map(numbers ->
                                strings(numbers.r().toByteArray(), numbers.s().toByteArray()))
                        .orElseThrow();
    }

    static String armored(byte[] blob) {
        return "-----BEGIN SSH SIGNATURE-----\n" + MIME.encodeToString(blob) + "\n-----END SSH SIGNATURE-----\n";
    }

    /** A signature that nobody made, of any two numbers. */
    static byte[] der(BigInteger r, BigInteger s) {
        return new EcdsaNumbers(r, s).toDer();
    }

    static byte[] strings(byte[]... strings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] string : strings) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(string.length).array());
            out.writeBytes(string);
        }
        return out.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] digest(String hash, byte[] message) {
        try {
            return MessageDigest.getInstance(hash.equals("sha256") ? "SHA-256" : "SHA-512")
                    .digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
