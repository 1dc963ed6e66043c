package dev.towline.sync.staging;

import dev.towline.sync.PathFilter;
import dev.towline.trust.OwnerPolicy;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an {@link Intake} goes by.
 *
 * @param owners to whom files belong
 * @param rootMode permission bits of the tree's root, whatever the archive says
 * @param exactMtimes whether a linked file must have the wanted modification time, too
 * @param hidden entries that are not taken in at all
 * @param kept path of a small file whose text is asked for afterwards
 * @param reserve bytes that stay free on the file system; empty means the smaller of 5 % and 1 GiB
 */
public record Rules(
        OwnerPolicy owners,
        int rootMode,
        boolean exactMtimes,
        PathFilter hidden,
        Optional<String> kept,
        OptionalLong reserve) {

    /** The running user's files, root mode 0755, nothing hidden. */
    public static final Rules DEFAULT = new Rules(
            OwnerPolicy.runningUser(), 0755, false, PathFilter.NOTHING, Optional.empty(), OptionalLong.empty());

    public Rules owners(OwnerPolicy policy) {
        return new Rules(policy, rootMode, exactMtimes, hidden, kept, reserve);
    }

    public Rules rootMode(int bits) {
        return new Rules(owners, bits, exactMtimes, hidden, kept, reserve);
    }

    public Rules exactMtimes(boolean exact) {
        return new Rules(owners, rootMode, exact, hidden, kept, reserve);
    }

    public Rules hiding(PathFilter filter) {
        return new Rules(owners, rootMode, exactMtimes, filter, kept, reserve);
    }

    public Rules keeping(Optional<String> path) {
        return new Rules(owners, rootMode, exactMtimes, hidden, path, reserve);
    }

    public Rules reserve(OptionalLong bytes) {
        return new Rules(owners, rootMode, exactMtimes, hidden, kept, bytes);
    }
}
