package dev.towline.manifest;

import dev.towline.text.Spelling;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of fields, each parsed from text. What is wrong is said by an {@link IllegalArgumentException} whose message
 * goes on from "the key and its value" and does not repeat the value, which may be secret.
 */
final class Values {

    private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern OWNER = Pattern.compile("archive|[^:\\s\\p{Cntrl}]+:[^:\\s\\p{Cntrl}]+");
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]{1,9}(?:ms|h|m|s))+");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+)(ms|h|m|s)");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private Values() {}

    static URI url(String text) {
        requireNoControls(text);
        URI uri;
        try {
            uri = new URI(text.replace(" ", "%20"));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "is not a URL: " + Character.toLowerCase(e.getReason().charAt(0))
                            + e.getReason().substring(1));
        }
        if (uri.getScheme() == null || uri.isOpaque()) {
            throw new IllegalArgumentException(
                    "is not a URL such as https://host/app.tar.gz or s3://bucket/app.tar.gz");
        }
        return uri;
    }

    static Checksum checksum(String text) {
        if (!text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
            throw new IllegalArgumentException("has a character that is no hexadecimal digit");
        }
        try {
            return Checksum.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot be: " + e.getMessage());
        }
    }

    static Path dest(String text) {
        requireNoControls(text);
        if (text.contains("{{")) {
            throw new IllegalArgumentException(
                    "still holds a template: only env, must_env and json_escape are expanded");
        }
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("is not absolute: it must begin with a slash");
        }
        requireNoDotDot(text);
        try {
            return Path.of(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "cannot be a path in this JVM, whose file names are not UTF-8: start it with LC_ALL=C.UTF-8");
        }
    }

    /** A path inside the artifact, its {@code .} and empty parts removed. */
    static String pathInside(String text) {
        requireNoControls(text);
        if (text.startsWith("/")) {
            throw new IllegalArgumentException("is absolute: it names a file inside the artifact");
        }
        requireNoDotDot(text);
        List<String> parts = new ArrayList<>(List.of(text.split("/")));
        parts.removeIf(part -> part.isEmpty() || part.equals("."));
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("names no file");
        }
        return String.join("/", parts);
    }

    static String name(String text) {
        return require(NAME, text, "is not a name of letters, digits, dots, dashes and underscores");
    }

    static String owner(String text) {
        return require(OWNER, text, "is neither user:group nor archive");
    }

    static long count(String text) {
        require(COUNT, text, "is not a whole number, written in plain digits");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is larger than " + Long.MAX_VALUE);
        }
    }

    static int releases(String text) {
        long count = count(text);
        if (count < 2 || count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "is less than 2 or absurd: the current release and the previous one stay");
        }
        return (int) count;
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is not an instant such as 2026-12-01T00:00:00Z");
        }
    }

    static Duration duration(String text) {
        Duration duration = Duration.ZERO;
        if (SECONDS.matcher(text).matches()) {
            duration = Duration.ofSeconds(Long.parseLong(text));
        } else {
            require(DURATION, text, "is not a duration such as 60s, 2m, 1h30m or 500ms");
            Matcher part = DURATION_PART.matcher(text);
            while (part.find()) {
                long amount = Long.parseLong(part.group(1));
                duration = duration.plus(
                        switch (part.group(2)) {
                            case "h" -> Duration.ofHours(amount);
                            case "m" -> Duration.ofMinutes(amount);
                            case "s" -> Duration.ofSeconds(amount);
                            default -> Duration.ofMillis(amount);
                        });
            }
        }
        if (duration.isZero()) {
            throw new IllegalArgumentException("is no time at all");
        }
        return duration;
    }

    static boolean flag(String text) {
        return oneOf(text, "true", "false").equals("true");
    }

    static String oneOf(String text, String... words) {
        List<String> known = List.of(words);
        if (!known.contains(text)) {
            throw new IllegalArgumentException((known.size() == 1 ? "is not " : "is neither ")
                    + String.join(" nor ", known)
                    + Spelling.hint(text, known));
        }
        return text;
    }

    private static String require(Pattern pattern, String text, String otherwise) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }

    private static void requireNoControls(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("holds a line break or another control character");
        }
    }

    private static void requireNoDotDot(String text) {
        if (List.of(text.split("/")).contains("..")) {
            throw new IllegalArgumentException("holds \"..\"");
        }
    }
}
