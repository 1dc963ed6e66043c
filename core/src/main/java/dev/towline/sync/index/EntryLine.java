package dev.towline.sync.index;

import dev.towline.disk.Stat;
import dev.towline.sync.mover.LogPath;
import java.time.Instant;

/**
 * An entry as a line of columns, a tab between them: {@code d}, {@code f}, {@code l} or {@code o} for what it is, {@code h}
 * when hooks made it so, else {@code .}, mode in octal, uid, gid, size in bytes, mtime, inode, ctime, SHA-256, path. A
 * symbolic link has its target in the end, behind {@code "-> "}. A time is seconds since 1970, a dot and nine digits.
 * {@code -} stands for what is not known or does not exist.
 */
final class EntryLine {

    private static final char BETWEEN = '\t';
    private static final String NONE = "-";
    private static final String ARROW = "-> ";
    private static final int HEX_DIGITS = 64;
    private static final int NANO_DIGITS = 9;

    private final String line;
    private int next;

    private EntryLine(String line) {
        this.line = line;
    }

    static void append(Recorded entry, StringBuilder text) {
        text.append(letter(entry.kind())).append(BETWEEN);
        text.append(entry.ofHooks() ? 'h' : '.').append(BETWEEN);
        text.append(Integer.toOctalString(entry.mode())).append(BETWEEN);
        text.append(entry.uid()).append(BETWEEN);
        text.append(entry.gid()).append(BETWEEN);
        text.append(entry.size()).append(BETWEEN);
        time(entry.mtime(), text).append(BETWEEN);
        text.append(entry.inode()).append(BETWEEN);
        if (entry.ctime().equals(Recorded.UNSETTLED)) {
            text.append(NONE).append(BETWEEN);
        } else {
            time(entry.ctime(), text).append(BETWEEN);
        }
        text.append(entry.isFile() && !entry.content().isEmpty() ? entry.content() : NONE)
                .append(BETWEEN);
        text.append(LogPath.escape(entry.path()));
        if (entry.kind() == Stat.Kind.SYMLINK) {
            text.append(BETWEEN).append(LogPath.escape(ARROW + entry.content()));
        }
    }

    /**
     * Reads what {@link #append} wrote.
     *
     * @throws IllegalArgumentException or {@link IndexOutOfBoundsException} for anything else
     */
    static Recorded parse(String line) {
        EntryLine columns = new EntryLine(line);
        Stat.Kind kind = kind(columns.letter());
        boolean ofHooks = columns.letter() == 'h';
        int mode = Integer.parseInt(columns.column(), 8);
        int uid = Integer.parseInt(columns.column());
        int gid = Integer.parseInt(columns.column());
        long size = Long.parseLong(columns.column());
        Instant mtime = time(columns.column());
        long inode = Long.parseLong(columns.column());
        String ctime = columns.column();
        String content = columns.content();
        boolean link = kind == Stat.Kind.SYMLINK;
        String path = LogPath.unescape(link ? columns.column() : columns.rest());
        return new Recorded(
                path,
                ofHooks,
                kind,
                mode,
                uid,
                gid,
                size,
                mtime,
                inode,
                ctime.equals(NONE) ? Recorded.UNSETTLED : time(ctime),
                link ? target(columns.rest()) : content);
    }

    private static char letter(Stat.Kind kind) {
        return switch (kind) {
            case DIRECTORY -> 'd';
            case FILE -> 'f';
            case SYMLINK -> 'l';
            case OTHER -> 'o';
        };
    }

    private static Stat.Kind kind(char letter) {
        return switch (letter) {
            case 'd' -> Stat.Kind.DIRECTORY;
            case 'f' -> Stat.Kind.FILE;
            case 'l' -> Stat.Kind.SYMLINK;
            case 'o' -> Stat.Kind.OTHER;
            default -> throw new IllegalArgumentException("no entry begins with " + letter);
        };
    }

    private char letter() {
        return column().charAt(0);
    }

    private String column() {
        int begin = next;
        int end = line.indexOf(BETWEEN, begin);
        next = end + 1;
        return line.substring(begin, end);
    }

    private String rest() {
        return line.substring(next);
    }

    private String content() {
        String content = column();
        if (content.equals(NONE)) {
            return "";
        }
        if (content.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("not a SHA-256: " + content);
        }
        return content;
    }

    private static String target(String text) {
        String target = LogPath.unescape(text);
        if (!target.startsWith(ARROW)) {
            throw new IllegalArgumentException("not a link's target: " + text);
        }
        return target.substring(ARROW.length());
    }

    private static StringBuilder time(Instant time, StringBuilder text) {
        text.append(time.getEpochSecond()).append('.');
        int begin = text.length();
        text.append(time.getNano());
        return text.insert(begin, "0".repeat(NANO_DIGITS - (text.length() - begin)));
    }

    private static Instant time(String text) {
        int dot = text.indexOf('.');
        return Instant.ofEpochSecond(
                Long.parseLong(text, 0, dot, 10), Integer.parseInt(text, dot + 1, dot + 1 + NANO_DIGITS, 10));
    }
}
