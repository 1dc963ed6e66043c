package dev.towline.journal;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who deploys to a destination.
 *
 * @param pid the process
 * @param started when its deploy began
 * @param release the identity of the release that it deploys
 */
public record LockHolder(long pid, Instant started, String release) implements Serializable {

    private static final Pattern LINE = Pattern.compile("([0-9]{1,18}) ([0-9TZ:.+-]{1,40}) ([!-~]{1,200})\n");

    /** The holder as one line of text; what a word may not hold is left out of the release. */
    String toLine() {
        return pid + " " + started + " " + release.replaceAll("[^!-~]", "") + "\n";
    }

    /** The holder that wrote {@code line}; empty when it is anything else. */
    static Optional<LockHolder> of(String line) {
        Matcher words = LINE.matcher(line);
        if (!words.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new LockHolder(Long.parseLong(words.group(1)), Instant.parse(words.group(2)), words.group(3)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "process " + pid + ", which deploys release " + release + " since " + started;
    }
}
