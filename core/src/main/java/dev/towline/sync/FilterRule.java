package dev.towline.sync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** One include or exclude rule of rsync. Its pattern and the paths it meets are bytes. */
final class FilterRule {

    private final byte[] pattern;
    private final boolean include;
    private final boolean directoriesOnly;
    private final Matcher matcher;

    /** Whether a path matches; {@code directory} says that the path is one. */
    private interface Matcher {
        boolean matches(byte[] path, boolean directory);
    }

    private FilterRule(byte[] pattern, boolean include, boolean directoriesOnly, Matcher matcher) {
        this.pattern = pattern;
        this.include = include;
        this.directoriesOnly = directoriesOnly;
        this.matcher = matcher;
    }

    /** The rule for a pattern that is not empty. */
    static FilterRule of(byte[] pattern, boolean include) {
        String text = new String(pattern, ISO_8859_1);
        boolean directoriesOnly = text.length() > 1 && text.endsWith("/");
        boolean wild = text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
        boolean anchored = text.startsWith("/");
        byte[] name =
                Arrays.copyOfRange(pattern, anchored ? 1 : 0, directoriesOnly ? pattern.length - 1 : pattern.length);
        Matcher matcher = wild ? wildcard(text, anchored, name) : literal(anchored, name);
        return new FilterRule(pattern, include, directoriesOnly, matcher);
    }

    boolean include() {
        return include;
    }

    /** The rule as a line of a file of patterns. */
    String text() {
        return (include ? "+ " : "- ") + new String(pattern, UTF_8);
    }

    boolean matches(byte[] path, boolean directory) {
        return (directory || !directoriesOnly) && matcher.matches(path, directory);
    }

    private static Matcher literal(boolean anchored, byte[] name) {
        if (anchored) {
            return (path, directory) -> Arrays.equals(path, name);
        }
        return (path, directory) -> {
            int start = path.length - name.length;
            return (start == 0 || (start > 0 && path[start - 1] == '/'))
                    && Arrays.equals(path, start, path.length, name, 0, name.length);
        };
    }

    private static Matcher wildcard(String text, boolean anchored, byte[] name) {
        Wildcard wildcard = Wildcard.compile(name);
        if (!anchored && !text.contains("**")) {
            int names = 1 + slashes(name);
            return (path, directory) -> {
                int start = startOfLast(names, path);
                return start >= 0 && wildcard.matches(path, start);
            };
        }
        boolean leadingRun = text.startsWith("**");
        boolean contentsToo = text.endsWith("***");
        return (path, directory) -> {
            byte[] whole = slashed(leadingRun, path, contentsToo && directory);
            return (anchored || leadingRun) ? wildcard.matches(whole, 0) : matchesFromAnyName(wildcard, whole);
        };
    }

    /**
     * The path as a pattern sees it that begins with {@code **}, so that {@code **}{@code /name} matches at the root too,
     * or that ends with {@code ***}, so that it matches a directory as well as all below it.
     */
    private static byte[] slashed(boolean before, byte[] path, boolean behind) {
        if (!before && !behind) {
            return path;
        }
        int start = before ? 1 : 0;
        byte[] slashed = new byte[start + path.length + (behind ? 1 : 0)];
        Arrays.fill(slashed, (byte) '/');
        System.arraycopy(path, 0, slashed, start, path.length);
        return slashed;
    }

    private static boolean matchesFromAnyName(Wildcard wildcard, byte[] path) {
        for (int start = 0; start < path.length; start++) {
            if ((start == 0 || path[start - 1] == '/') && wildcard.matches(path, start)) {
                return true;
            }
        }
        return false;
    }

    /** Where the last {@code names} names of a path begin; -1 when it has fewer. */
    private static int startOfLast(int names, byte[] path) {
        int missing = names;
        for (int i = path.length - 1; i >= 0; i--) {
            if (path[i] == '/' && --missing == 0) {
                return i + 1;
            }
        }
        return missing == 1 ? 0 : -1;
    }

    private static int slashes(byte[] name) {
        int slashes = 0;
        for (byte value : name) {
            if (value == '/') {
                slashes++;
            }
        }
        return slashes;
    }
}
