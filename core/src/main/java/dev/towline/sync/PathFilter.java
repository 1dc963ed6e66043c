package dev.towline.sync;

/** Says which paths of a tree a deploy leaves alone. Implementations are immutable. */
@FunctionalInterface
public interface PathFilter {

    /** Excludes nothing. */
    PathFilter NOTHING = (path, directory) -> false;

    /**
     * Whether the entry at {@code path} (relative, names joined by {@code /}) is excluded by a rule of its own. What lies
     * below an excluded directory is excluded too; callers that walk a tree do not descend into one.
     */
    boolean excludes(String path, boolean directory);

    /** Whether the entry or a directory above it is excluded. */
    default boolean hides(String path, boolean directory) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (excludes(path.substring(0, slash), true)) {
                return true;
            }
        }
        return !path.isEmpty() && excludes(path, directory);
    }
}
