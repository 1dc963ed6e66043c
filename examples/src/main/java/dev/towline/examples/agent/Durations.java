package dev.towline.examples.agent;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them on a command line. */
final class Durations {

    private static final String NUMBER = "[0-9]+(?:\\.[0-9]+)?";
    private static final Pattern PART = Pattern.compile("(" + NUMBER + ")(ns|us|ms|s|m|h)");

    private Durations() {}

    /** {@code 90} and {@code 1.5} (seconds), {@code 500ms}, {@code 1m30s}, {@code 1h}. */
    static Duration parse(String text) {
        Matcher part = PART.matcher(text.matches(NUMBER) ? text + "s" : text);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.lookingAt()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(nanos(part.group(2))));
            end = part.end();
            part.region(end, part.regionEnd());
        }
        if (end == 0 || part.regionStart() < part.regionEnd()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 90, 500ms, 60s or 1m30s");
        }
        try {
            return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is longer than anybody waits", e);
        }
    }

    private static BigDecimal nanos(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "ns" -> 1L;
                    case "us" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    default -> 3_600_000_000_000L;
                });
    }
}
