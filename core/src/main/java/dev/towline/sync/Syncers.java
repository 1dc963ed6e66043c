package dev.towline.sync;

/** The strategies that come with Towline. What they return is safe for use by several threads. */
public final class Syncers {

    private Syncers() {}

    /**
     * In place, as {@code rsync -a --delete} with its exclude patterns: new and changed entries are put over the old
     * ones, then what the release does not have is dropped. Excluded entries, and directories that hold one, stay.
     */
    public static Syncer mirror() {
        return new Mirror();
    }

    /** One rename to a destination that must not exist, not even as a dangling link. Ignores excludes. */
    public static Syncer move() {
        return new MoveIntoPlace();
    }

    /**
     * A directory {@code releases/<name>} for each release and a relative link {@code current} to the one in use, which
     * is switched by one rename. The release that was in use stays, and {@link Target#keepReleases()} good ones in all.
     */
    public static Syncer releases() {
        return new Releases();
    }
}
