package dev.towline.consul;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key from a PEM file: PKCS#8, which the JDK reads, or what {@code consul tls} and older tools write, SEC1 (RFC
 * 5915) and PKCS#1 (RFC 8017), which are put into a PKCS#8 wrapper (RFC 5208).
 */
final class PemKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:EC |RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END");

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {2, 1, 0};
    /** Object identifier 1.2.840.10045.2.1, any elliptic curve. */
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
    /** Object identifier 1.2.840.113549.1.1.1 and NULL. */
    private static final byte[] RSA = {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0};

    private PemKey() {}

    static PrivateKey read(Path file) throws IOException {
        Matcher pem = PEM.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException(file + " holds no unencrypted PEM private key");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a damaged private key", e);
        }
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(
                switch (pem.group(1)) {
                    case "EC PRIVATE KEY" -> wrapped(element(SEQUENCE, EC, curve(der, file)), der);
                    case "RSA PRIVATE KEY" -> wrapped(element(SEQUENCE, RSA), der);
                    default -> der;
                });
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
                // of another kind, perhaps
            }
        }
        throw new IOException(file + " holds no EC, RSA or Ed25519 key that can be read");
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, key));
    }

    /** The object identifier of the curve: version, key and then the parameters are in the sequence. */
    private static byte[] curve(byte[] der, Path file) throws IOException {
        try {
            int at = header(der, 0);
            while (at < der.length) {
                int content = header(der, at);
                int length = length(der, at);
                if ((der[at] & 0xff) == PARAMETERS) {
                    return Arrays.copyOfRange(der, content, content + length);
                }
                at = content + length;
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(file + " holds a damaged private key", e);
        }
        throw new IOException(file + " holds an EC key that names no curve");
    }

    /** Where the content of the element at {@code at} begins. */
    private static int header(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = at + 2; i < header(der, at); i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        if (length < 0 || length > der.length) {
            throw new IndexOutOfBoundsException(length);
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.size() >= 0x100) {
            element.write(0x82);
            element.write(content.size() >> 8);
        } else if (content.size() >= 0x80) {
            element.write(0x81);
        }
        element.write(content.size());
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
