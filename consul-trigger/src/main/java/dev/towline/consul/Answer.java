package dev.towline.consul;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What Consul answered.
 *
 * @param headers by their names in lower case
 * @param text the body
 */
record Answer(int status, Map<String, String> headers, String text) {

    /** The longest body: a full buffer of events is a tenth of it, a key's value a sixth. */
    static final int LONGEST = 4 << 20;

    private static final int PRINTED = 300;

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Denied, or the token is not known, which a fire answers with 500. */
    boolean isDenied() {
        return status == 403 || (status == 500 && text.contains("ACL not found"));
    }

    /** This answer, when its status is 200. */
    Answer orThrow(Consul consul, Question question) throws ConsulException {
        if (status == 200) {
            return this;
        }
        throw failure(consul + " answered " + status + " to " + question + ": " + said());
    }

    ConsulException failure(String message) {
        return new ConsulException(isDenied() ? 403 : status, message, retryAfter());
    }

    /** The text of the body as far as it can be printed. */
    String said() {
        String printable = text.strip().replaceAll("[^\\x20-\\x7e]+", " ");
        if (printable.contains("HTTP request to an HTTPS server")) {
            return printable + "; write https:// before its address";
        }
        return printable.isEmpty() ? "nothing more" : printable.substring(0, Math.min(PRINTED, printable.length()));
    }

    private Optional<Duration> retryAfter() {
        return header("retry-after")
                .filter(value -> value.matches("\\d{1,5}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }
}
