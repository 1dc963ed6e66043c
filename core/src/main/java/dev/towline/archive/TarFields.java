package dev.towline.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of a tar header: text up to the first NUL, numbers in octal or in base 256. */
final class TarFields {

    private TarFields() {}

    /** The bytes of a text field up to its first NUL. */
    static byte[] text(byte[] block, int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, at, end);
    }

    /** Strictly decoded UTF-8 without control characters. */
    static String name(byte[] utf8, String what) throws InvalidArchiveException {
        String name = utf8(utf8, what);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c == 0x7f) {
                throw InvalidArchiveException.of("its " + what + " has "
                        + (c == 0 ? "a NUL" : "the control character " + Escaped.of(Character.toString(c))) + " in it");
            }
        }
        return name;
    }

    private static String utf8(byte[] bytes, String what) throws InvalidArchiveException {
        if (ascii(bytes)) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw InvalidArchiveException.of("its " + what + " is not UTF-8");
        }
    }

    private static boolean ascii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** An octal number; 0 for a blank field. */
    static long octal(byte[] block, int at, int length, String what) throws InvalidArchiveException {
        int i = at;
        int end = at + length;
        while (i < end && block[i] == ' ') {
            i++;
        }
        long value = 0;
        for (; i < end && block[i] >= '0' && block[i] <= '7'; i++) {
            if (value >>> 60 != 0) {
                throw InvalidArchiveException.of("its " + what + " does not fit into 63 bits");
            }
            value = value << 3 | (block[i] - '0');
        }
        for (; i < end; i++) {
            if (block[i] != ' ' && block[i] != 0) {
                throw InvalidArchiveException.of("its " + what + " is not an octal number");
            }
        }
        return value;
    }

    /** A number in octal, or in base 256 (two's complement, big endian) where the first bit is set. */
    static long number(byte[] block, int at, int length, String what) throws InvalidArchiveException {
        if (block[at] >= 0) {
            return octal(block, at, length, what);
        }
        boolean negative = (block[at] & 0x40) != 0;
        long value = negative ? block[at] : block[at] & 0x3f;
        for (int i = at + 1; i < at + length; i++) {
            if (value != value << 8 >> 8) {
                throw InvalidArchiveException.of("its " + what + " does not fit into 63 bits");
            }
            value = value << 8 | (block[i] & 0xff);
        }
        return value;
    }
}
