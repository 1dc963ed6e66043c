package dev.towline.manifest;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@code dest_mode} as stretcher reads it: {@code 0711} and {@code 0o711} are octal, {@code 711} is decimal, special
 * bits are dropped.
 *
 * @param bits nine permission bits
 * @param warning what the author may not have expected
 */
record DestMode(int bits, Optional<String> warning) {

    private static final Pattern OCTAL = Pattern.compile("0o?[0-7]{1,11}");
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final long HIGHEST = 0xFFFF_FFFFL;
    private static final int PERMISSIONS = 0777;

    /** @throws IllegalArgumentException for anything else; the message goes on from the key and the value */
    static DestMode parse(String text, boolean plain) {
        if (!plain) {
            throw new IllegalArgumentException("is a string: write the number without quotes, as 0755");
        }
        boolean octal = OCTAL.matcher(text).matches();
        if (!octal && !DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException("is not an octal mode such as 0755");
        }
        long value = octal ? Long.parseLong(text.replace("o", ""), 8) : Long.parseLong(text);
        if (value > HIGHEST) {
            throw new IllegalArgumentException("is not an octal mode such as 0755");
        }
        int bits = (int) (value & PERMISSIONS);
        return new DestMode(bits, octal || value == 0 ? specialBits(value, bits) : decimal(text, bits));
    }

    private static Optional<String> specialBits(long value, int bits) {
        return value == bits
                ? Optional.empty()
                : Optional.of(String.format("only permission bits are used, which makes it 0%03o", bits));
    }

    private static Optional<String> decimal(String text, int bits) {
        String meant = text.matches("[0-7]{3,4}") ? ": write 0" + text + " if that is meant" : "";
        return Optional.of(String.format("is a decimal number and gives 0%03o%s", bits, meant));
    }
}
