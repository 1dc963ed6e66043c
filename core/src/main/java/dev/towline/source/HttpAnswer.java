package dev.towline.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A server's answer, as an artifact or as the reason why there is none. */
final class HttpAnswer {

    private static final Set<Integer> BUSY = Set.of(429, 503);
    private static final Set<Integer> PASSING = Set.of(408, 425, 500, 502, 504);
    private static final Set<Integer> GONE = Set.of(404, 410);

    private final ArtifactRequest request;
    private final HttpResponse<InputStream> response;
    private final HttpHeaders headers;
    private final int status;

    private HttpAnswer(ArtifactRequest request, HttpResponse<InputStream> response) {
        this.request = request;
        this.response = response;
        this.headers = response.headers();
        this.status = response.statusCode();
    }

    /** The artifact in {@code response}, which is closed when it holds none. Closing cancels, it does not drain. */
    static Artifact to(ArtifactRequest request, HttpResponse<InputStream> response) throws IOException {
        try {
            return new HttpAnswer(request, response).artifact();
        } catch (IOException | RuntimeException e) {
            response.body().close();
            throw e;
        }
    }

    private Artifact artifact() throws IOException {
        HttpRange range = HttpRange.of(request);
        if (status == 200) {
            mustBePlain();
            return tagged(whole(range));
        }
        if (status == 206 && range.asked()) {
            mustBePlain();
            return tagged(part(range));
        }
        throw refusal(range);
    }

    private Artifact whole(HttpRange range) throws PermanentFetchException {
        OptionalLong length = contentLength();
        if (range.offset() == 0 && range.length().isPresent()) {
            long wanted = Math.min(length.orElse(Long.MAX_VALUE), range.length().getAsLong());
            InputStream body = response.body();
            return (length.isPresent()
                            ? Artifact.of(new HeadOf(body, wanted), wanted)
                            : Artifact.of(new HeadOf(body, wanted)))
                    .closedBy(body);
        }
        return length.isPresent() ? Artifact.of(response.body(), length.getAsLong()) : Artifact.of(response.body());
    }

    private Artifact part(HttpRange range) throws IOException {
        String contentRange = headers.firstValue("Content-Range").orElse("");
        long length = range.answered(request, contentRange, headers.firstValueAsLong("Content-Length"));
        return Artifact.of(response.body(), length).startingAt(range.offset());
    }

    private Artifact tagged(Artifact artifact) {
        return headers.firstValue("ETag")
                .filter(HttpRange::isStrong)
                .map(artifact::withTag)
                .orElse(artifact);
    }

    private OptionalLong contentLength() throws PermanentFetchException {
        OptionalLong length = headers.firstValueAsLong("Content-Length");
        boolean chunked = headers.firstValue("Transfer-Encoding")
                .map(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"))
                .orElse(false);
        if (length.isEmpty() && !chunked) {
            throw new PermanentFetchException(
                    request + " answered without a length, so that a cut could not be told from"
                            + " the end: the server must send Content-Length or a chunked body");
        }
        return length;
    }

    private void mustBePlain() throws PermanentFetchException {
        String coding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!coding.strip().equalsIgnoreCase("identity")) {
            throw new PermanentFetchException(request + " came encoded (Content-Encoding: " + printable(coding)
                    + ") though identity was asked for: it is stored with that header, or a proxy added it");
        }
        String kind = contentType();
        if (kind.startsWith("text/html") || kind.startsWith("application/xhtml")) {
            throw new PermanentFetchException(request + " answered with an HTML page (Content-Type: " + kind
                    + ") instead of a file: a login or error page?");
        }
    }

    private IOException refusal(HttpRange range) {
        String answered = request + " answered " + status;
        if (GONE.contains(status)) {
            return new MissingArtifactException(answered + ": there is nothing at this address");
        }
        if (BUSY.contains(status) || PASSING.contains(status)) {
            Optional<Duration> after = retryAfter();
            return BUSY.contains(status) || after.isPresent()
                    ? new SourceBusyException(answered, after)
                    : new IOException(answered);
        }
        if (status == 304 && request.knownTag().isPresent()) {
            return new UnchangedArtifactException(answered + ": it is unchanged");
        }
        if (status == 412 || (status == 416 && range.asked())) {
            return new CannotResumeException(answered + ": it is no longer the artifact that was begun");
        }
        return new PermanentFetchException(answered + ", " + meaning());
    }

    private String meaning() {
        return switch (status) {
            case 401 -> "it wants credentials: give the source a header for this host";
            case 403 -> "the credentials sent, if any, do not permit this";
            case 407 -> "the proxy wants credentials: see the JVM's proxy settings";
            case 206 -> "though no part was asked for";
            default -> "only 200 brings an artifact (Content-Type: " + contentType() + ")";
        };
    }

    private Optional<Duration> retryAfter() {
        return headers.firstValue("Retry-After").map(String::strip).flatMap(this::parseRetryAfter);
    }

    private Optional<Duration> parseRetryAfter(String value) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        return date(value).map(then -> {
            Instant now = headers.firstValue("Date").flatMap(HttpAnswer::date).orElseGet(Instant::now);
            return then.isBefore(now) ? Duration.ZERO : Duration.between(now, then);
        });
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private String contentType() {
        return printable(
                headers.firstValue("Content-Type").orElse("none").strip().toLowerCase(Locale.ROOT));
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() > 80 ? clean.substring(0, 80) : clean;
    }
}
