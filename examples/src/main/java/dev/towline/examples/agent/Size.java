package dev.towline.examples.agent;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 1000000}, {@code 10MB} (powers of 1000), {@code 10MiB} (powers of 1024). */
record Size(long bytes) {

    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgt]?)(i?)b?");

    static Size parse(String text) {
        Matcher match = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!match.matches() || (match.group(2).isEmpty() && !match.group(3).isEmpty())) {
            throw new IllegalArgumentException("'" + text + "' is not a size such as 1000000, 10MB or 10MiB");
        }
        BigDecimal step = BigDecimal.valueOf(match.group(3).isEmpty() ? 1000 : 1024);
        int power = " kmgt".indexOf(match.group(2).isEmpty() ? " " : match.group(2));
        BigDecimal bytes = new BigDecimal(match.group(1)).multiply(step.pow(power));
        try {
            return new Size(bytes.setScale(0, RoundingMode.DOWN).longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is more bytes than can be counted", e);
        }
    }
}
