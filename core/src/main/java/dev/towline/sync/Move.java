package dev.towline.sync;

import java.time.Instant;

/**
 * One change of a destination, said by a {@link Syncer} and made by Towline, which keeps what it replaces until the
 * deploy is settled and can take every move back. Paths are relative to the destination, names joined by {@code /};
 * the destination itself is the empty string.
 */
public sealed interface Move {

    /** What the move changes. */
    String at();

    /**
     * The staged entry replaces what is there; a directory goes as one unit, with everything in it. Missing parents are
     * made.
     */
    record Put(String staged, String at) implements Move {}

    /** A symbolic link that says {@code to} replaces what is there. */
    record Point(String at, String to) implements Move {}

    /** What is there goes, with everything in it. */
    record Drop(String at) implements Move {}

    /** A directory or an unchanged file that stays gets this mode (permission bits) and modification time. */
    record Dress(String at, int mode, Instant mtime) implements Move {}

    /** What is there goes once the deploy succeeded, never before. */
    record Retire(String at) implements Move {}
}
