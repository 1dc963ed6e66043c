package dev.towline.archive;

/** Text from an archive made fit for a message: short, on one line, nothing a terminal would obey. */
final class Escaped {

    private static final int LONGEST = 200;

    private Escaped() {}

    /** {@code text} with all but printable characters written as {@code \\u} escapes, at most 200 characters. */
    static String of(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST));
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            String shown = shown(c);
            if (out.length() + shown.length() > LONGEST - 3) {
                return out.append("...").toString();
            }
            out.append(shown);
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static String shown(int c) {
        if (c == '\\' || c == '"') {
            return "\\" + (char) c;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> c > 0xffff ? String.format("\\u{%x}", c) : String.format("\\u%04x", c);
            default -> Character.toString(c);
        };
    }
}
