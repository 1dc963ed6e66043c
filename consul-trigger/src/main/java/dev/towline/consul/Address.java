package dev.towline.consul;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where Consul's HTTP API is.
 *
 * @param scheme {@code http}, {@code https} or {@code unix}
 * @param host empty for a socket
 * @param port that of the scheme where none was written
 * @param prefix what stands before {@code /v1}, without a slash at its end
 * @param socket the Unix socket
 */
record Address(String scheme, String host, int port, String prefix, Optional<Path> socket) {

    /** @throws IllegalArgumentException when {@code text} is no address */
    static Address parse(String text, boolean tls) {
        if (text.startsWith("unix://")) {
            String path = text.substring("unix://".length());
            if (!path.startsWith("/")) {
                throw none(text, "a socket has an absolute path: unix:///path");
            }
            if (tls) {
                throw none(text, "TLS over a Unix socket is not supported; unset CONSUL_HTTP_SSL");
            }
            return new Address("unix", "", 0, "", Optional.of(Path.of(path)));
        }
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text : "http://" + text);
        } catch (URISyntaxException e) {
            throw none(text, e.getReason());
        }
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw none(text, "its scheme is http, https or unix");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            throw none(text, "write host:port, http://host:port or https://host:port");
        }
        String used = tls ? "https" : scheme;
        int port = uri.getPort() >= 0 ? uri.getPort() : used.equals("https") ? 443 : 80;
        String prefix = uri.getRawPath().replaceFirst("/+$", "");
        return new Address(used, uri.getHost(), port, prefix, Optional.empty());
    }

    private static IllegalArgumentException none(String text, String why) {
        String printable = text.replaceFirst("[^/@]*@", "").replaceFirst("[?#].*", "");
        return new IllegalArgumentException(printable + " is not an address of Consul: " + why);
    }

    boolean isTls() {
        return scheme.equals("https");
    }

    @Override
    public String toString() {
        return socket.map(path -> "unix://" + path).orElseGet(() -> scheme + "://" + host + ":" + port + prefix);
    }
}
