package dev.towline.sync;

/** Reads the bytes of a pattern one after the other. */
final class PatternReader {

    private final byte[] pattern;
    private int at;

    PatternReader(byte[] pattern) {
        this.pattern = pattern;
    }

    boolean more() {
        return at < pattern.length;
    }

    int next() {
        return pattern[at++] & 0xff;
    }

    /** The byte {@code ahead} of the next one, or -1 behind the end. */
    int peek(int ahead) {
        return at + ahead < pattern.length ? pattern[at + ahead] & 0xff : -1;
    }

    void skip(int count) {
        at += count;
    }

    /** Skips a run of one byte and says how long it was. */
    int skipAll(int value) {
        int before = at;
        while (peek(0) == value) {
            at++;
        }
        return at - before;
    }
}
