package dev.towline.sync.mover;

import java.time.Instant;

/** One line of the trash log: what was at a path before the first change of it. The destination is the empty path. */
sealed interface Line {

    String path();

    /** Nothing. */
    record Nothing(String path) implements Line {}

    /** A file or link, which has the second name {@code trash/<number>}; or a copy of it is there. */
    record Kept(int number, long inode, String path) implements Line {}

    /** A directory, which is renamed to {@code trash/<number>} in its turn. */
    record Moved(int number, String path) implements Line {}

    /** Something whose mode and time are changed, or would be by what happens in it. */
    record Dressed(int mode, Instant mtime, String path) implements Line {}

    /** Something that goes when the deploy succeeded. */
    record Retired(String path) implements Line {}

    /** Whether this says what stood there, so that nothing below it has to be remembered. */
    default boolean saysWhatStoodThere() {
        return this instanceof Nothing || this instanceof Kept || this instanceof Moved;
    }

    default String text() {
        String at = " " + LogPath.escape(path());
        if (this instanceof Kept kept) {
            return "f " + kept.number + " " + kept.inode + at;
        }
        if (this instanceof Moved moved) {
            return "d " + moved.number + at;
        }
        if (this instanceof Dressed dressed) {
            return "T " + Integer.toOctalString(dressed.mode) + " " + dressed.mtime + at;
        }
        return (this instanceof Retired ? "R" : "-") + at;
    }

    static Line parse(String text) {
        int before = switch (text.charAt(0)) {
            case 'f', 'T' -> 3;
            case 'd' -> 2;
            default -> 1;
        };
        String[] field = text.split(" ", before + 1);
        String path = LogPath.unescape(field[before]);
        return switch (field[0]) {
            case "-" -> new Nothing(path);
            case "f" -> new Kept(Integer.parseInt(field[1]), Long.parseLong(field[2]), path);
            case "d" -> new Moved(Integer.parseInt(field[1]), path);
            case "T" -> new Dressed(Integer.parseInt(field[1], 8), Instant.parse(field[2]), path);
            case "R" -> new Retired(path);
            default -> throw new IllegalArgumentException("not a line of a trash log: " + text);
        };
    }
}
