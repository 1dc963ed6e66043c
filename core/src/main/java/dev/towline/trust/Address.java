package dev.towline.trust;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A URL taken apart for comparing: scheme and host in lower case, port written out, path cut into segments whose needless
 * percent signs are decoded.
 */
record Address(String scheme, Optional<String> userInfo, String host, int port, List<String> path) {

    private static final String UNRESERVED = "-._~";

    /** The parts of {@code uri}; empty when it is no {@code scheme://host/path} or {@code scheme:/path}. */
    static Optional<Address> of(URI uri) {
        if (uri.getScheme() == null || uri.isOpaque()) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        int at = authority.lastIndexOf('@');
        String hostAndPort = authority.substring(at + 1).toLowerCase(Locale.ROOT);
        int colon = hostAndPort.lastIndexOf(':');
        boolean hasPort = colon > hostAndPort.lastIndexOf(']');
        OptionalInt port = hasPort ? port(hostAndPort.substring(colon + 1), scheme) : OptionalInt.of(standard(scheme));
        String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
        if (port.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Address(
                scheme,
                at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at)),
                scheme.equals("file") && host.equals("localhost") ? "" : host,
                port.getAsInt(),
                segments(Optional.ofNullable(uri.getRawPath()).orElse(""))));
    }

    static Optional<Address> of(String text) {
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** {@code uri} with {@code suffix} at the end of its path; user, query and fragment stay. */
    static URI withSuffix(URI uri, String suffix) {
        String text = uri.toString();
        int end = text.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = text.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        boolean hasPath = uri.getRawPath() != null && !uri.getRawPath().isEmpty();
        return URI.create(text.substring(0, end) + (hasPath ? "" : "/") + suffix + text.substring(end));
    }

    /** Whether a server could read the path as leading elsewhere: dot segments and hidden slashes, encoded or not. */
    boolean wanders() {
        return path.stream().anyMatch(segment -> {
            String bare = segment.replaceFirst(";.*", "");
            String lower = segment.toLowerCase(Locale.ROOT);
            return bare.equals(".")
                    || bare.equals("..")
                    || lower.contains("%2f")
                    || lower.contains("%5c")
                    || lower.contains("%00");
        });
    }

    /** Whether {@code other} is this address or lies below it, segment by segment. */
    boolean covers(Address other) {
        List<String> mine =
                !path.isEmpty() && path.get(path.size() - 1).isEmpty() ? path.subList(0, path.size() - 1) : path;
        return scheme.equals(other.scheme)
                && host.equals(other.host)
                && port == other.port
                && other.path.size() >= mine.size()
                && other.path.subList(0, mine.size()).equals(mine);
    }

    private static OptionalInt port(String digits, String scheme) {
        if (digits.isEmpty()) {
            return OptionalInt.of(standard(scheme));
        }
        return digits.matches("[0-9]{1,5}") ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    private static int standard(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
    }

    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
        if (path.isEmpty()) {
            return segments;
        }
        for (String segment : path.split("/", -1)) {
            segments.add(decodeUnreserved(segment));
        }
        return segments;
    }

    private static String decodeUnreserved(String segment) {
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%' && i + 2 < segment.length()) {
                int value =
                        Character.digit(segment.charAt(i + 1), 16) * 16 + Character.digit(segment.charAt(i + 2), 16);
                boolean needless = value < 128 && (Character.isLetterOrDigit(value) || UNRESERVED.indexOf(value) >= 0);
                decoded.append(
                        needless
                                ? String.valueOf((char) value)
                                : segment.substring(i, i + 3).toLowerCase(Locale.ROOT));
                i += 2;
            } else {
                decoded.append(c);
            }
        }
        return decoded.toString();
    }
}
