package dev.towline.archive;

import java.util.EnumSet;
import java.util.Set;

/**
 * How much of an archive is taken, and which of its liberties. Immutable.
 *
 * @param stored most bytes the artifact may have as it is stored
 * @param unpacked most bytes it may have unpacked, headers and copies made for hard links included
 * @param entries most entries, parents that the archive leaves out included
 * @param options liberties that are taken only when named
 */
public record ArchiveLimits(long stored, long unpacked, int entries, Set<Option> options) {

    /** A liberty that is rejected, or taken away, unless it is named. */
    public enum Option {
        /** An archive without a single file or link is taken. */
        ALLOW_EMPTY,
        /** Of two files, or two links, of the same name the last one counts. */
        LAST_WINS,
        /** setuid, setgid and sticky bits are kept. */
        KEEP_SPECIAL_BITS,
        /** The other way round: symbolic links that lead out of the tree are rejected. */
        LINKS_INSIDE
    }

    private static final long GIB = 1L << 30;

    /** 4 GiB stored, 20 GiB unpacked, 500,000 entries, no option. */
    public static final ArchiveLimits STANDARD = new ArchiveLimits(4 * GIB, 20 * GIB, 500_000, Set.of());

    /** @throws IllegalArgumentException when a limit is not positive */
    public ArchiveLimits {
        if (stored <= 0 || unpacked <= 0 || entries <= 0) {
            throw new IllegalArgumentException("limits are positive numbers");
        }
        options = Set.copyOf(options);
    }

    public ArchiveLimits stored(long bytes) {
        return new ArchiveLimits(bytes, unpacked, entries, options);
    }

    public ArchiveLimits unpacked(long bytes) {
        return new ArchiveLimits(stored, bytes, entries, options);
    }

    public ArchiveLimits entries(int count) {
        return new ArchiveLimits(stored, unpacked, count, options);
    }

    public ArchiveLimits with(Option option) {
        EnumSet<Option> more = EnumSet.of(option);
        more.addAll(options);
        return new ArchiveLimits(stored, unpacked, entries, more);
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    /** Most bytes that all names together may have: what is remembered of each entry stays bounded. */
    long names() {
        return 256L * entries;
    }
}
