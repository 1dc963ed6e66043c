package dev.towline.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A source of {@code http:} and {@code https:} addresses over the JDK's client, HTTP/1.1, with the JVM's own proxy and
 * trust settings. Immutable: each method below returns a changed copy. Safe for use by several threads.
 *
 * <p>Make one and keep it: each has a client of its own, made when first needed, whose threads (daemons) end once the
 * source is no longer used.
 *
 * <p>Success is 200, or 206 to a request for a range. Bytes come as the server stores them: an encoded answer
 * ({@code Content-Encoding}), an HTML page, and an answer whose end cannot be told from a cut (neither
 * {@code Content-Length} nor chunked) are refused. The tag is a strong {@code ETag}; 304 to a request
 * that carries one says that nothing changed. At most 5 redirects are followed,
 * to http and https only and never from https to http. Hosts whose name leads to a link-local address, where clouds hand
 * out credentials, are never connected to.
 */
public final class HttpSource implements ArtifactSource {

    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpCredentials credentials;
    private final Duration connectTimeout;
    private @Nullable HttpClient client;

    HttpSource() {
        this(HttpCredentials.NONE, Duration.ofSeconds(10));
    }

    private HttpSource(HttpCredentials credentials, Duration connectTimeout) {
        this.credentials = credentials;
        this.connectTimeout = connectTimeout;
    }

    /**
     * Sends a header, such as {@code Authorization}, to one server and to no other, wherever redirects lead.
     *
     * @param host {@code name} for the scheme's own port or {@code name:port}
     */
    public HttpSource header(String host, String name, String value) {
        return new HttpSource(credentials.with(host, name, value), connectTimeout);
    }

    /** Waits this long for a connection; 10 s unless told. */
    public HttpSource connectTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a connect timeout is positive, not " + timeout);
        }
        return new HttpSource(credentials, timeout);
    }

    @Override
    public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
        long until = System.nanoTime() + request.deadline().orElse(PATIENCE).toNanos();
        URI at = httpAddress(request.uri(), request);
        for (int redirects = 0; ; redirects++) {
            HostAddresses.requireAllowed(request, at);
            HttpResponse<InputStream> response = send(request, at, Duration.ofNanos(until - System.nanoTime()));
            if (!REDIRECTS.contains(response.statusCode())) {
                return HttpAnswer.to(request.at(at), response);
            }
            response.body().close();
            if (redirects == MOST_REDIRECTS) {
                throw new PermanentFetchException(
                        request + " redirects more than " + MOST_REDIRECTS + " times, the last to " + request.at(at));
            }
            at = redirected(request.at(at), response);
        }
    }

    private URI redirected(ArtifactRequest from, HttpResponse<?> response) throws PermanentFetchException {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new PermanentFetchException(
                        from + " answered " + response.statusCode() + " without saying where to (no Location)"));
        URI to;
        try {
            to = from.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new PermanentFetchException(from + " redirects to something that is not an address");
        }
        httpAddress(to, from);
        if ("https".equalsIgnoreCase(from.uri().getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
            throw new PermanentFetchException(from + " redirects from https to " + from.at(to) + ": not followed");
        }
        if (!from.allowsRedirectTo(to)) {
            throw new PermanentFetchException(from + " redirects to " + from.at(to) + ", which is not allowed");
        }
        return to;
    }

    private static URI httpAddress(URI uri, ArtifactRequest asked) throws PermanentFetchException {
        String scheme = uri.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new PermanentFetchException(
                    asked + " leads to " + asked.at(uri) + ": only http and https are followed");
        }
        if (uri.getHost() == null) {
            throw new PermanentFetchException(asked + " leads to " + asked.at(uri) + ", which names no valid host");
        }
        return uri;
    }

    private HttpResponse<InputStream> send(ArtifactRequest request, URI at, Duration patience)
            throws IOException, InterruptedException {
        if (patience.isNegative() || patience.isZero()) {
            throw new HttpTimeoutException(request + " did not answer in time");
        }
        HttpRequest.Builder question =
                HttpRequest.newBuilder(credentials.strip(at)).timeout(patience).header("Accept-Encoding", "identity");
        credentials.sign(question, request.uri(), at);
        HttpRange.of(request).ask(question);
        request.knownTag().filter(HttpRange::isStrong).ifPresent(tag -> question.setHeader("If-None-Match", tag));
        try {
            return client().send(question.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw explained(request.at(at), e);
        }
    }

    private static IOException explained(ArtifactRequest request, IOException e) {
        String host = request.uri().getHost();
        if (e instanceof HttpConnectTimeoutException) {
            return new IOException(request + ": " + host + " accepted no connection in time", e);
        }
        if (e instanceof HttpTimeoutException) {
            return new IOException(request + ": " + host + " did not answer in time", e);
        }
        if (has(e, UnresolvedAddressException.class)) {
            return new IOException(request + ": the name " + host + " cannot be resolved", e);
        }
        if (e instanceof ConnectException) {
            return new IOException(request + ": no connection to " + host, e);
        }
        if (e instanceof SSLException
                && (has(e, CertificateException.class) || has(e, CertPathValidatorException.class))) {
            return new PermanentFetchException(
                    request + ": the certificate of " + host + " is not trusted: " + e.getMessage(), e);
        }
        return new IOException(request + ": " + e.getMessage(), e);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> kind) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(connectTimeout)
                    .build();
        }
        return client;
    }
}
