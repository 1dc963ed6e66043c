package dev.towline.sync.mover;

/** A path as one line of text holds it. */
public final class LogPath {

    private LogPath() {}

    public static String escape(String path) {
        if (path.isEmpty()) {
            return ".";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ' ' || c == '%' || c == 0x7f) {
                text.append(String.format("%%%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    public static String unescape(String text) {
        if (text.equals(".")) {
            return "";
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                path.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                path.append(c);
            }
        }
        return path.toString();
    }
}
