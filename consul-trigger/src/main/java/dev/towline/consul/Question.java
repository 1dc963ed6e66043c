package dev.towline.consul;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One call of Consul's API.
 *
 * @param path from {@code /v1} on, not encoded; a slash separates
 */
record Question(String method, String path, Map<String, String> query, Optional<byte[]> body) {

    static Question get(String path) {
        return new Question("GET", path, Map.of(), Optional.empty());
    }

    static Question put(String path, byte[] body) {
        return new Question("PUT", path, Map.of(), Optional.of(body));
    }

    static Question post(String path, byte[] body) {
        return new Question("POST", path, Map.of(), Optional.of(body));
    }

    /** The same question with a parameter; one without a value where that is empty. */
    Question with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, value);
        return new Question(method, path, more, body);
    }

    /** Path and query, encoded. */
    String target(Map<String, String> everyQuery) {
        Map<String, String> all = new LinkedHashMap<>(query);
        all.putAll(everyQuery);
        String parameters = all.entrySet().stream()
                .map(each -> each.getKey() + (each.getValue().isEmpty() ? "" : "=" + encoded(each.getValue())))
                .collect(Collectors.joining("&"));
        String encodedPath = encoded(path).replace("%2F", "/");
        return parameters.isEmpty() ? encodedPath : encodedPath + "?" + parameters;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
