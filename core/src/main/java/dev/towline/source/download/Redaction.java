package dev.towline.source.download;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text before it is printed: user information and query of every URL, signature parameters,
 * credentials in the form of an Authorization header, and the values it was given. Immutable.
 */
public final class Redaction {

    private static final String MASK = "***";
    private static final int SHORTEST_SECRET = 4;
    private static final int DEEPEST_CAUSE = 10;

    private static final Pattern USER = Pattern.compile("(\\b[a-zA-Z][a-zA-Z0-9+.-]*://)[^\\s/?#\"'<>]*@");
    private static final Pattern QUERY =
            Pattern.compile("(\\b[a-zA-Z][a-zA-Z0-9+.-]*:/[^\\s?#\"'<>]*)[?#][^\\s\"'<>]*");
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)\\b(X-Amz-[a-z-]+|sig|signature|access_token|token|AWSAccessKeyId)=[^\\s&\"'<>]+");
    private static final Pattern HEADER =
            Pattern.compile("(?i)\\b((?:proxy-)?authorization\"?\\s*[:=]\\s*)[^\\r\\n,]+");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer)\\s+[a-z0-9._~+/=-]{4,}");
    /** With a capital, a digit or padding in it: "basic authentication" is no credential. */
    private static final Pattern BASIC = Pattern.compile("\\b((?i:basic))\\s+(?=[a-z]*[A-Z0-9+/=])[A-Za-z0-9+/=]{4,}");

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * A redaction that also takes out each of {@code secrets} wherever it occurs. Values shorter than 4 characters are
     * ignored: they occur in every text, and masking them would garble it without hiding them.
     */
    public static Redaction of(Set<String> secrets) {
        return new Redaction(secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** The same text with {@code ***} in place of what is secret. */
    public String apply(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, MASK);
        }
        if (clean.contains(":/")) {
            clean = USER.matcher(clean).replaceAll("$1");
            clean = QUERY.matcher(clean).replaceAll("$1");
        }
        clean = PARAMETER.matcher(clean).replaceAll("$1=" + MASK);
        clean = HEADER.matcher(clean).replaceAll("$1" + MASK);
        clean = BEARER.matcher(clean).replaceAll("$1 " + MASK);
        return BASIC.matcher(clean).replaceAll("$1 " + MASK);
    }

    /** {@code failure} itself when its messages, causes included, hold no secret; else a copy whose messages hold none. */
    public Throwable apply(Throwable failure) {
        return isClean(failure, 0) ? failure : copy(failure, 0);
    }

    private boolean isClean(Throwable failure, int depth) {
        String text = failure.toString();
        Throwable cause = failure.getCause();
        boolean clean = text.equals(apply(text)) && depth < DEEPEST_CAUSE;
        for (Throwable suppressed : failure.getSuppressed()) {
            clean = clean && isClean(suppressed, depth + 1);
        }
        return clean && (cause == null || isClean(cause, depth + 1));
    }

    private Throwable copy(Throwable failure, int depth) {
        Exception copy = new Exception(apply(failure.toString()));
        copy.setStackTrace(failure.getStackTrace());
        Throwable cause = failure.getCause();
        if (cause != null && depth < DEEPEST_CAUSE) {
            copy.initCause(copy(cause, depth + 1));
        }
        return copy;
    }
}
