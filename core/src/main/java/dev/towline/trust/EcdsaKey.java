package dev.towline.trust;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * A key of ECDSA over the curve P-256 with SHA-256 (FIPS 186-5). Its signatures are two numbers in DER. For each valid
 * one there is a second, (r, n - s): nothing is identified by a signature's bytes.
 */
final class EcdsaKey implements VerificationKey {

    private static final int NUMBER_BYTES = 32;
    private static final int COORDINATE_BYTES = 32;
    private static final byte UNCOMPRESSED = 4;

    /** Whether a signature is accepted that nobody could have made; true means that the runtime is broken. */
    @FunctionalInterface
    interface Forgery {
        boolean isAccepted(PublicKey key) throws GeneralSecurityException;
    }

    private final ECPublicKey key;

    private EcdsaKey(ECPublicKey key) {
        this.key = key;
    }

    /**
     * @throws IllegalArgumentException when the key is not one of P-256
     * @throws IllegalStateException when this Java runtime cannot be trusted with ECDSA
     */
    static EcdsaKey of(ECPublicKey key) throws GeneralSecurityException {
        ECParameterSpec curve = p256();
        ECParameterSpec own = key.getParams();
        if (!own.getCurve().equals(curve.getCurve())
                || !own.getGenerator().equals(curve.getGenerator())
                || !own.getOrder().equals(curve.getOrder())) {
            throw new IllegalArgumentException("it is a key of another curve than P-256");
        }
        if (!isOnCurve(key.getW(), curve)) {
            throw new IllegalArgumentException("it is no point of the curve P-256");
        }
        requireSoundRuntime(key, EcdsaKey::acceptsZeros);
        return new EcdsaKey(key);
    }

    /** The key that this point is, in the uncompressed form of SEC 1: 4, x and y. */
    static EcdsaKey ofPoint(byte[] point) throws GeneralSecurityException {
        if (point.length != 1 + 2 * COORDINATE_BYTES || point[0] != UNCOMPRESSED) {
            throw new IllegalArgumentException("it is no uncompressed point of the curve P-256");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, point.length));
        ECPublicKeySpec spec = new ECPublicKeySpec(new ECPoint(x, y), p256());
        return of((ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec));
    }

    private static ECParameterSpec p256() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static boolean isOnCurve(ECPoint point, ECParameterSpec spec) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.multiply(x)
                .add(spec.getCurve().getA())
                .multiply(x)
                .add(spec.getCurve().getB())
                .mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
    }

    /** Java 17.0.0 to 17.0.2 take r = s = 0 for a signature of everything (CVE-2022-21449). */
    static void requireSoundRuntime(PublicKey key, Forgery forgery) throws GeneralSecurityException {
        if (forgery.isAccepted(key)) {
            throw new IllegalStateException("this Java runtime, " + Runtime.version()
                    + ", accepts forged ECDSA signatures (CVE-2022-21449): update it");
        }
    }

    private static boolean acceptsZeros(PublicKey key) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(key);
        verifier.update(new byte[1]);
        try {
            return verifier.verify(new byte[2 * NUMBER_BYTES]);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** The JDK takes some ways to write a number for another; so DER is read here, and the numbers handed on. */
    @Override
    public boolean verifies(byte[] message, byte[] signature) {
        Optional<EcdsaNumbers> numbers = EcdsaNumbers.fromDer(signature);
        BigInteger order = key.getParams().getOrder();
        if (numbers.isEmpty() || !numbers.get().areBelow(order)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(numbers.get().fixedWidth(NUMBER_BYTES));
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** DER begins with the byte of a sequence, and the Base64 of that byte is another. */
    @Override
    public boolean isBinary(byte[] file) {
        return file.length > 0 && file[0] == EcdsaNumbers.SEQUENCE;
    }

    @Override
    public byte[] fromSsh(byte[] blob) {
        return EcdsaNumbers.fromSsh(blob).map(EcdsaNumbers::toDer).orElse(new byte[0]);
    }

    @Override
    public byte[] encoded() {
        return key.getEncoded();
    }
}
