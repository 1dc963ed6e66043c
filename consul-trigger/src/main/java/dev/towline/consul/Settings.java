package dev.towline.consul;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is set, by the names of Consul's variables. */
final class Settings {

    static final String ADDRESS = "CONSUL_HTTP_ADDR";
    static final String TOKEN = "CONSUL_HTTP_TOKEN";
    static final String TOKEN_FILE = "CONSUL_HTTP_TOKEN_FILE";
    static final String CA_FILE = "CONSUL_CACERT";
    static final String CLIENT_CERT = "CONSUL_CLIENT_CERT";
    static final String CLIENT_KEY = "CONSUL_CLIENT_KEY";
    static final String SERVER_NAME = "CONSUL_TLS_SERVER_NAME";
    static final String NAMESPACE = "CONSUL_NAMESPACE";
    static final String PARTITION = "CONSUL_PARTITION";

    private static final String AUTH = "CONSUL_HTTP_AUTH";
    private static final String SSL = "CONSUL_HTTP_SSL";
    private static final String SSL_VERIFY = "CONSUL_HTTP_SSL_VERIFY";
    private static final String CA_DIRECTORY = "CONSUL_CAPATH";

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    static Settings of(Map<String, String> explicit, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(environment);
        values.values().removeIf(String::isEmpty);
        if (explicit.containsKey(TOKEN)) {
            values.remove(TOKEN_FILE);
        }
        if (explicit.containsKey(CA_FILE)) {
            values.remove(CA_DIRECTORY);
        }
        values.putAll(explicit);
        return new Settings(values);
    }

    Address address() {
        return Address.parse(get(ADDRESS).orElse("localhost:8500"), flag(SSL, false));
    }

    Token token() {
        return get(TOKEN_FILE)
                .map(file -> Token.in(Path.of(file)))
                .orElseGet(() -> Token.of(get(TOKEN).orElse("")));
    }

    Map<String, String> headers() {
        return get(AUTH)
                .map(pair -> Map.of(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))))
                .orElse(Map.of());
    }

    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        get(NAMESPACE).ifPresent(name -> query.put("ns", name));
        get(PARTITION).ifPresent(name -> query.put("partition", name));
        return query;
    }

    Optional<String> serverName() {
        return get(SERVER_NAME);
    }

    Tls tls() throws IOException {
        if (get(CLIENT_CERT).isPresent() != get(CLIENT_KEY).isPresent()) {
            throw new IllegalArgumentException(CLIENT_CERT + " and " + CLIENT_KEY + " are needed together");
        }
        return Tls.of(
                get(CA_FILE).map(Path::of),
                get(CA_DIRECTORY).map(Path::of),
                get(CLIENT_CERT).map(Path::of),
                get(CLIENT_KEY).map(Path::of),
                serverName(),
                flag(SSL_VERIFY, true));
    }

    private Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** As Go's ParseBool reads it. */
    private boolean flag(String name, boolean otherwise) {
        return get(name)
                .map(text -> switch (text) {
                    case "1", "t", "T", "true", "TRUE", "True" -> true;
                    case "0", "f", "F", "false", "FALSE", "False" -> false;
                    default -> throw new IllegalArgumentException(name + " is true or false, not " + text);
                })
                .orElse(otherwise);
    }
}
