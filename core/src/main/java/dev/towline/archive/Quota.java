package dev.towline.archive;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What an archive may still cost. Everything is taken from it before it is read or written. */
final class Quota {

    private static final long RATIO = 1000;
    private static final long RATIO_COUNTS_FROM = 64L << 20;

    private final ArchiveLimits limits;
    private final LongSupplier stored;
    private final Consumer<String> warnings;
    private long bytes;
    private long names;
    private int entries;
    private boolean warned;

    /** @param stored tells how many stored bytes have been read by now */
    Quota(ArchiveLimits limits, LongSupplier stored, Consumer<String> warnings) {
        this.limits = limits;
        this.stored = stored;
        this.warnings = warnings;
    }

    void bytes(long count) throws ArchiveException {
        if (count > limits.unpacked() - bytes) {
            throw ArchiveException.tooLarge("unpacked, the artifact has more than " + limits.unpacked() + " bytes");
        }
        bytes += count;
    }

    void entry(String path) throws ArchiveException {
        if (entries == limits.entries()) {
            throw ArchiveException.tooLarge("the artifact has more than " + limits.entries() + " entries");
        }
        entries++;
        names += path.length();
        if (names > limits.names()) {
            throw ArchiveException.tooLarge(
                    "the names in the artifact have more than " + limits.names() + " characters");
        }
    }

    /** To be called when all bytes that were taken have been read. */
    void checkRatio() {
        if (!warned && bytes > RATIO_COUNTS_FROM && bytes / RATIO > stored.getAsLong()) {
            warned = true;
            warnings.accept("the artifact unpacks to more than " + RATIO + " times its size");
        }
    }
}
