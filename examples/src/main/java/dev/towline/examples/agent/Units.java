package dev.towline.examples.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write them on a command line. */
final class Units {

    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)?");
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgt]?)(i?b?)");

    private Units() {}

    /** {@code 90}, {@code 1.5} (seconds), {@code 500ms}, {@code 1m30s}, {@code 1h}. */
    static Duration duration(String text) {
        Matcher part = DURATION.matcher(text);
        BigDecimal millis = BigDecimal.ZERO;
        int end = 0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            String unit = part.group(2) == null ? "s" : part.group(2);
            millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(millis(unit))));
            end = part.end();
        }
        if (end == 0 || end < text.length()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 90, 500ms, 60s or 1m30s");
        }
        return Duration.ofMillis(millis.longValueExact());
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }

    /** {@code 1000000}, {@code 10MB} (powers of 1000) or {@code 10MiB} (powers of 1024), in bytes. */
    static long bytes(String text) {
        Matcher match = SIZE.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size such as 1000000, 10MB or 10MiB");
        }
        long step = match.group(3).startsWith("i") ? 1024 : 1000;
        long factor = 1;
        for (int i = 0;
                i < "kmgt".indexOf(match.group(2)) + 1 && !match.group(2).isEmpty();
                i++) {
            factor *= step;
        }
        return new BigDecimal(match.group(1))
                .multiply(BigDecimal.valueOf(factor))
                .longValue();
    }
}
