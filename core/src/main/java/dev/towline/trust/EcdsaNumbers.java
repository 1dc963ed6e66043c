package dev.towline.trust;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** The two numbers that an ECDSA signature consists of, read so that each has one way to be written. */
record EcdsaNumbers(BigInteger r, BigInteger s) {

    static final byte SEQUENCE = 0x30;
    private static final byte INTEGER = 0x02;
    private static final int LONGEST_SHORT_FORM = 127;

    /** The numbers in DER, which is a sequence of two integers and nothing after it. */
    static Optional<EcdsaNumbers> fromDer(byte[] der) {
        if (der.length < 2 || der[0] != SEQUENCE || der[1] < 0 || der[1] != der.length - 2) {
            return Optional.empty();
        }
        Optional<BigInteger> first = integer(der, 2);
        Optional<BigInteger> second = first.flatMap(r -> integer(der, next(der, 2)));
        return second.filter(s -> next(der, next(der, 2)) == der.length)
                .map(s -> new EcdsaNumbers(first.orElseThrow(), s));
    }

    /** The numbers as OpenSSH writes them: two multiple-precision integers (RFC 5656, section 3.1.2). */
    static Optional<EcdsaNumbers> fromSsh(byte[] blob) {
        try {
            SshReader reader = new SshReader(blob);
            Optional<BigInteger> r = number(reader.string());
            Optional<BigInteger> s = number(reader.string());
            reader.requireEnd();
            return r.isPresent() && s.isPresent() ? Optional.of(new EcdsaNumbers(r.get(), s.get())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigInteger> integer(byte[] der, int at) {
        if (at + 2 > der.length || der[at] != INTEGER || der[at + 1] < 1 || next(der, at) > der.length) {
            return Optional.empty();
        }
        return number(Arrays.copyOfRange(der, at + 2, next(der, at)));
    }

    private static int next(byte[] der, int at) {
        return at + 2 + der[at + 1];
    }

    /** A number that is not negative, in as few bytes as it needs. */
    private static Optional<BigInteger> number(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        BigInteger number = new BigInteger(bytes);
        boolean shortest = number.toByteArray().length == bytes.length;
        return number.signum() >= 0 && shortest ? Optional.of(number) : Optional.empty();
    }

    /** Whether both are from 1 to {@code order} - 1. */
    boolean areBelow(BigInteger order) {
        return r.signum() > 0 && s.signum() > 0 && r.compareTo(order) < 0 && s.compareTo(order) < 0;
    }

    /** Both numbers, each in {@code width} bytes; call it only when they fit. */
    byte[] fixedWidth(int width) {
        byte[] both = new byte[2 * width];
        put(r, both, width);
        put(s, both, 2 * width);
        return both;
    }

    private static void put(BigInteger number, byte[] target, int end) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        System.arraycopy(bytes, sign, target, end - (bytes.length - sign), bytes.length - sign);
    }

    /** The numbers in DER; no bytes when they are longer than any of P-256. */
    byte[] toDer() {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        int length = 4 + first.length + second.length;
        if (length > LONGEST_SHORT_FORM) {
            return new byte[0];
        }
        byte[] der = new byte[2 + length];
        der[0] = SEQUENCE;
        der[1] = (byte) length;
        der[2] = INTEGER;
        der[3] = (byte) first.length;
        System.arraycopy(first, 0, der, 4, first.length);
        der[4 + first.length] = INTEGER;
        der[5 + first.length] = (byte) second.length;
        System.arraycopy(second, 0, der, 6 + first.length, second.length);
        return der;
    }
}
