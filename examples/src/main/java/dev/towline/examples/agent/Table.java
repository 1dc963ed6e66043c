package dev.towline.examples.agent;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows for people: columns as wide as their widest cell, and below a row what else there is to say of it. Control
 * characters are escaped.
 */
final class Table {

    private static final String GAP = "  ";

    private final int columns;
    private final int[] widths;
    private final List<List<String>> lines = new ArrayList<>();

    Table(String... heads) {
        this.columns = heads.length;
        this.widths = new int[columns];
        row(heads);
    }

    void row(String... cells) {
        List<String> row = Arrays.stream(cells).map(Json::escaped).toList();
        for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
        lines.add(row);
    }

    /** One line below the last row, across all columns. */
    void note(String text) {
        lines.add(List.of(GAP + Json.escaped(text)));
    }

    void print(PrintWriter out) {
        lines.forEach(line -> out.println(line.size() == 1 ? line.get(0) : padded(line)));
    }

    private String padded(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns - 1; i++) {
            line.append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(GAP);
        }
        return line.append(row.get(columns - 1)).toString();
    }
}
