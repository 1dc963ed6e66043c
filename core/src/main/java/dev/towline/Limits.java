package dev.towline;

import java.util.OptionalLong;

/**
 * How much one deploy may take at most, whatever its manifest and its artifact say. Immutable; sizes in bytes.
 */
public final class Limits {

    private static final long GIB = 1L << 30;

    /** 4 GiB of artifact, 20 GiB unpacked, 500,000 entries; the smaller of 5 % and 1 GiB of the disk stay free. */
    public static final Limits DEFAULT = new Limits(4 * GIB, 20 * GIB, 500_000, OptionalLong.empty());

    private final long artifact;
    private final long unpacked;
    private final int entries;
    private final OptionalLong reserve;

    private Limits(long artifact, long unpacked, int entries, OptionalLong reserve) {
        if (artifact < 1 || unpacked < 1 || entries < 1 || reserve.orElse(0) < 0) {
            throw new IllegalArgumentException("a limit is a positive number");
        }
        this.artifact = artifact;
        this.unpacked = unpacked;
        this.entries = entries;
        this.reserve = reserve;
    }

    public Limits artifact(long bytes) {
        return new Limits(bytes, unpacked, entries, reserve);
    }

    public Limits unpacked(long bytes) {
        return new Limits(artifact, bytes, entries, reserve);
    }

    public Limits entries(int count) {
        return new Limits(artifact, unpacked, count, reserve);
    }

    public Limits reserve(long bytes) {
        return new Limits(artifact, unpacked, entries, OptionalLong.of(bytes));
    }

    /** The longest artifact, as it is stored. */
    public long artifact() {
        return artifact;
    }

    /** The largest tree, counting hard links as copies. */
    public long unpacked() {
        return unpacked;
    }

    /** The most entries of a tree. */
    public int entries() {
        return entries;
    }

    /** What stays free on the destination's file system; empty means the smaller of 5 % and 1 GiB. */
    public OptionalLong reserve() {
        return reserve;
    }
}
