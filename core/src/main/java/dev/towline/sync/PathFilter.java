package dev.towline.sync;

import java.util.List;

/** Says which paths of a tree a deploy leaves alone. Implementations are immutable. */
@FunctionalInterface
public interface PathFilter {

    /** Excludes nothing. */
    PathFilter NOTHING = (path, directory) -> false;

    /**
     * The filter that {@code rsync --exclude-from=FILE --exclude=PATTERN...} has: the file's lines come first, the first
     * rule that matches decides, and a leading {@code /} stands for the tree's root. As in rsync, matching is by bytes of
     * UTF-8, so that {@code ?} is a third of a kanji.
     *
     * @param excludeFrom lines of a file of patterns; empty where there is none. {@code #} and {@code ;} start comments
     * @param excludes patterns; like a line of the file each may begin with {@code "+ "} or {@code "- "}, and {@code !}
     *     forgets all rules before it
     * @throws IllegalArgumentException when a rule has no pattern or one longer than any path; the message names its place
     */
    static PathFilter rsync(List<String> excludeFrom, List<String> excludes) {
        return FilterRules.parse(excludeFrom, excludes);
    }

    /**
     * Whether the entry at {@code path} (relative, names joined by {@code /}) is excluded by a rule of its own. What lies
     * below an excluded directory is excluded too; callers that walk a tree do not descend into one.
     */
    boolean excludes(String path, boolean directory);

    /**
     * The rules that make this filter, so that {@code rsync(List.of(), rules())} excludes the same. Default: none, for
     * filters that are not made of rules.
     */
    default List<String> rules() {
        return List.of();
    }

    /** This filter, excluding what {@code more} does besides. Its rules are this filter's alone. */
    default PathFilter alsoExcluding(PathFilter more) {
        return new EitherFilter(this, more);
    }

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
