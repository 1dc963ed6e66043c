package dev.towline.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** A key of Ed25519 (RFC 8032). Its signatures have 64 bytes. */
final class Ed25519Key implements VerificationKey {

    private static final int SIGNATURE_BYTES = 64;
    private static final BigInteger ONE = BigInteger.ONE;
    private static final BigInteger P = ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(inverse(BigInteger.valueOf(121666)))
            .mod(P);

    private final EdECPublicKey key;

    private Ed25519Key(EdECPublicKey key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException when this is no point of the curve, or one for which signatures can be forged */
    static Ed25519Key of(EdECPublicKey key) {
        BigInteger y = key.getPoint().getY();
        if (y.compareTo(P) >= 0 || !isOnCurve(y)) {
            throw new IllegalArgumentException("it is no point of the curve Ed25519");
        }
        if (hasSmallOrder(y)) {
            throw new IllegalArgumentException("it has a small order: anybody can sign for it");
        }
        return new Ed25519Key(key);
    }

    /**
     * The key that these 32 bytes are.
     *
     * @throws IllegalArgumentException as {@link #of(EdECPublicKey)}, and for another number of bytes
     */
    static Ed25519Key ofBytes(byte[] bytes) throws GeneralSecurityException {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + bytes.length);
        }
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = bytes[31 - i];
        }
        boolean odd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        return of((EdECPublicKey) factory.generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
    }

    /** The square of x, from the curve's equation -x² + y² = 1 + dx²y². */
    private static BigInteger xSquared(BigInteger y) {
        BigInteger ySquared = y.multiply(y).mod(P);
        return ySquared.subtract(ONE)
                .multiply(inverse(D.multiply(ySquared).add(ONE)))
                .mod(P);
    }

    private static boolean isOnCurve(BigInteger y) {
        BigInteger square = xSquared(y);
        return square.signum() == 0
                || square.modPow(P.subtract(ONE).shiftRight(1), P).equals(ONE);
    }

    /** Whether eight times the point is the neutral one, (0, 1). */
    private static boolean hasSmallOrder(BigInteger y) {
        BigInteger eightfold = doubled(doubled(doubled(y)));
        return eightfold.equals(ONE);
    }

    /** The y of a point's double, (y² + x²) / (1 - dx²y²), which the sign of x does not matter to. */
    private static BigInteger doubled(BigInteger y) {
        BigInteger ySquared = y.multiply(y).mod(P);
        BigInteger xSquared = xSquared(y);
        BigInteger product = D.multiply(xSquared).multiply(ySquared);
        return ySquared.add(xSquared).multiply(inverse(ONE.subtract(product))).mod(P);
    }

    private static BigInteger inverse(BigInteger number) {
        return number.modInverse(P);
    }

    /** The JDK ignores what follows the 64 bytes, so their number is checked here. */
    @Override
    public boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public boolean isBinary(byte[] file) {
        return file.length == SIGNATURE_BYTES;
    }

    @Override
    public byte[] fromSsh(byte[] blob) {
        return blob;
    }

    @Override
    public byte[] encoded() {
        return key.getEncoded();
    }
}
