package dev.towline.sync;

import java.nio.file.Path;

/** What is already at a destination and may be reused, and how. Immutable. */
public final class Baseline {

    /** How a file that equals the baseline's gets into the new tree. */
    public enum Unchanged {
        /** It stays where it is, outside staging: the new tree is put over the old one. */
        LEAVE,
        /** As a hard link to it in staging. */
        LINK,
        /** As a copy of it in staging. */
        COPY
    }

    private final Path tree;
    private final Unchanged unchanged;

    private Baseline(Path tree, Unchanged unchanged) {
        this.tree = tree;
        this.unchanged = unchanged;
    }

    /** The tree at {@code tree}, which need not exist. */
    public static Baseline of(Path tree, Unchanged unchanged) {
        return new Baseline(tree, unchanged);
    }

    public Path tree() {
        return tree;
    }

    public Unchanged unchanged() {
        return unchanged;
    }
}
