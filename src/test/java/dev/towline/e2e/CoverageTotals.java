package dev.towline.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Prints one line for JaCoCo's table of all modules; nothing where no coverage was measured. */
final class CoverageTotals {

    private CoverageTotals() {}

    public static void main(String[] args) throws IOException {
        Path table = Path.of(args[0]);
        if (Files.exists(table)) {
            List<String> lines = Files.readAllLines(table);
            System.out.println("Coverage: " + share("LINE", lines) + " of lines, " + share("BRANCH", lines)
                    + " of branches (" + table.resolveSibling("index.html").normalize() + ")");
        }
    }

    private static String share(String what, List<String> lines) {
        long missed = sum(what + "_MISSED", lines);
        long covered = sum(what + "_COVERED", lines);
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * (double) covered / (double) Math.max(1, missed + covered));
    }

    private static long sum(String column, List<String> lines) {
        int index = List.of(lines.get(0).split(",")).indexOf(column);
        return lines.stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[index]))
                .sum();
    }
}
