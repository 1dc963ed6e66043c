package dev.towline.source;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Headers that only certain servers may see. Immutable; prints none of them. */
final class HttpCredentials {

    static final HttpCredentials NONE = new HttpCredentials(List.of());

    private record Header(String host, String name, String value) {}

    private final List<Header> headers;

    private HttpCredentials(List<Header> headers) {
        this.headers = headers;
    }

    HttpCredentials with(String host, String name, String value) {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("not the name of a header: " + name);
        }
        if (!value.matches("[\\x20-\\x7e\\t]*")) {
            throw new IllegalArgumentException(
                    "the value of " + name + " for " + host + " has characters no header may have");
        }
        Header header = new Header(host.toLowerCase(Locale.ROOT), name, value);
        return new HttpCredentials(
                Stream.concat(headers.stream(), Stream.of(header)).toList());
    }

    /** Gives {@code question} what the server {@code at} may see; the first address's user is only for its own server. */
    void sign(HttpRequest.Builder question, URI first, URI at) {
        List<Header> ours = headers.stream()
                .filter(header ->
                        header.host().equals(server(at)) || header.host().equals(name(at) + ":" + port(at)))
                .toList();
        ours.forEach(header -> question.setHeader(header.name(), header.value()));
        boolean authorized = ours.stream().anyMatch(header -> header.name().equalsIgnoreCase("Authorization"));
        String user =
                at.getUserInfo() == null && server(first).equals(server(at)) ? first.getUserInfo() : at.getUserInfo();
        if (user != null && !authorized) {
            String basic = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            question.setHeader("Authorization", "Basic " + basic);
        }
    }

    /** The address without user and fragment. */
    URI strip(URI at) {
        String query = at.getRawQuery() == null ? "" : "?" + at.getRawQuery();
        String path = at.getRawPath().isEmpty() ? "/" : at.getRawPath();
        String port = at.getPort() < 0 ? "" : ":" + at.getPort();
        return URI.create(at.getScheme() + "://" + at.getHost() + port + path + query);
    }

    private static String server(URI at) {
        return port(at) == port(at.getScheme()) ? name(at) : name(at) + ":" + port(at);
    }

    private static String name(URI at) {
        return at.getHost().toLowerCase(Locale.ROOT);
    }

    private static int port(URI at) {
        return at.getPort() < 0 ? port(at.getScheme()) : at.getPort();
    }

    private static int port(String scheme) {
        return "https".equalsIgnoreCase(scheme) ? 443 : 80;
    }
}
