package dev.towline.trust;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads OpenSSH's binary form: numbers of four bytes, and strings after their length (RFC 4251, section 5). */
final class SshReader {

    private final ByteBuffer rest;

    SshReader(byte[] bytes) {
        this.rest = ByteBuffer.wrap(bytes);
    }

    /** @throws IllegalArgumentException when the next bytes are others; so do all methods when too little is left */
    void require(byte[] literal) {
        if (!Arrays.equals(take(literal.length), literal)) {
            throw new IllegalArgumentException("it does not begin as it should");
        }
    }

    int number() {
        return ByteBuffer.wrap(take(Integer.BYTES)).getInt();
    }

    byte[] string() {
        return take(number());
    }

    String text() {
        return new String(string(), StandardCharsets.UTF_8);
    }

    void requireEnd() {
        if (rest.hasRemaining()) {
            throw new IllegalArgumentException("something follows its end");
        }
    }

    private byte[] take(int length) {
        if (length < 0 || length > rest.remaining()) {
            throw new IllegalArgumentException("it is cut off");
        }
        byte[] bytes = new byte[length];
        rest.get(bytes);
        return bytes;
    }
}
