package dev.towline.source;

import java.net.http.HttpRequest;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of an artifact that a request asks for, in HTTP's words. */
record HttpRange(long offset, OptionalLong length, boolean asked, String tag) {

    private static final Pattern CONTENT_RANGE = Pattern.compile("(?i)bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    static HttpRange of(ArtifactRequest request) throws CannotResumeException {
        String tag = request.expectedTag().orElse("");
        if (!tag.isEmpty() && !isStrong(tag)) {
            throw new CannotResumeException(request + ": the tag to go on with is not one of HTTP's");
        }
        boolean asked = request.offset() > 0 || request.length().isPresent();
        return new HttpRange(request.offset(), request.length(), asked, tag);
    }

    /** Whether equal tags promise equal bytes. */
    static boolean isStrong(String etag) {
        return etag.length() > 2 && etag.startsWith("\"") && etag.endsWith("\"");
    }

    void ask(HttpRequest.Builder question) {
        if (asked) {
            String end = length.isPresent() ? String.valueOf(offset + length.getAsLong() - 1) : "";
            question.setHeader("Range", "bytes=" + offset + "-" + end);
        }
        if (!tag.isEmpty()) {
            question.setHeader("If-Match", tag);
            if (asked) {
                question.setHeader("If-Range", tag);
            }
        }
    }

    /** How many bytes the answer to this range brings, once {@code contentRange} is proven to be the answer. */
    long answered(ArtifactRequest request, String contentRange, OptionalLong contentLength)
            throws CannotResumeException {
        Matcher matcher = CONTENT_RANGE.matcher(contentRange.strip());
        if (!matcher.matches()) {
            throw new CannotResumeException(request + " answered 206 without a readable Content-Range");
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        boolean totalKnown = !matcher.group(3).equals("*");
        long end = totalKnown ? Long.parseLong(matcher.group(3)) - 1 : Long.MAX_VALUE;
        long wantedLast = length.isPresent() ? Math.min(end, offset + length.getAsLong() - 1) : end;
        long bytes = last - first + 1;
        boolean fits = first == offset && bytes > 0 && (last == wantedLast || (wantedLast == Long.MAX_VALUE));
        if (!fits || contentLength.orElse(bytes) != bytes) {
            throw new CannotResumeException(request + " answered with the wrong part: " + contentRange.strip()
                    + " where bytes from " + offset + " on were asked for");
        }
        return bytes;
    }
}
