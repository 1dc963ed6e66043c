package dev.towline.disk;

/**
 * How much room a file system has, in bytes.
 *
 * @param usable what the running user may still write
 */
public record Space(long total, long usable) {

    private static final long GIB = 1L << 30;

    /** What a deploy leaves free: the smaller of 5 % and 1 GiB. */
    public long reserve() {
        return Math.min(total / 20, GIB);
    }
}
