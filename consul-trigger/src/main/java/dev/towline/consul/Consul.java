package dev.towline.consul;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Consul agent, as its HTTP API is reached: address, token, TLS. What is not set explicitly comes from the
 * {@code CONSUL_*} variables that Consul's own tools read ({@code HTTP_ADDR}, {@code HTTP_TOKEN}, {@code HTTP_TOKEN_FILE},
 * {@code HTTP_AUTH}, {@code HTTP_SSL}, {@code HTTP_SSL_VERIFY}, {@code CACERT}, {@code CAPATH}, {@code CLIENT_CERT},
 * {@code CLIENT_KEY}, {@code TLS_SERVER_NAME}, {@code NAMESPACE}, {@code PARTITION}); without any it is
 * {@code localhost:8500}. Immutable and safe for use by several threads; its threads are daemons and end with it.
 */
public final class Consul {

    private final Address address;
    private final Token token;
    private final Map<String, String> everyQuery;
    private final Map<String, String> everyHeader;
    private final Transport transport;

    private Consul(Settings settings) throws IOException {
        this.address = settings.address();
        this.token = settings.token();
        this.everyQuery = settings.query();
        this.everyHeader = settings.headers();
        if (address.socket().isPresent()) {
            this.transport = new SocketTransport(address.socket().get());
        } else {
            Optional<Tls> tls = address.isTls() ? Optional.of(settings.tls()) : Optional.empty();
            this.transport = new HttpTransport(address, settings.serverName(), tls);
        }
    }

    /**
     * The agent that the environment names.
     *
     * @throws IllegalArgumentException when a variable holds what it cannot; the message names it
     * @throws IOException when a certificate or key cannot be read
     */
    public static Consul create() throws IOException {
        return builder().build();
    }

    /** Begins a Consul; what is not set comes from the environment. */
    public static Builder builder() {
        return new Builder();
    }

    /** The answer, whatever its status is. */
    Answer send(Question question, Duration patience) throws IOException, InterruptedException {
        String secret = token.current();
        Answer answer = exchange(question, secret, patience);
        if (answer.isDenied() && token.reread(secret)) {
            return exchange(question, token.current(), patience);
        }
        return answer;
    }

    private Answer exchange(Question question, String secret, Duration patience)
            throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>(everyHeader);
        if (!secret.isEmpty()) {
            headers.put("X-Consul-Token", secret);
        }
        String target = address.prefix() + question.target(everyQuery);
        Transport.Exchange exchange =
                transport.send(new Transport.Request(question.method(), target, headers, question.body(), patience));
        try {
            return exchange.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(this + " did not answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw Failures.explained(this, e.getCause() == null ? e : e.getCause());
        } finally {
            exchange.ending().run();
        }
    }

    /** {@code Consul at} and the address. */
    @Override
    public String toString() {
        return "Consul at " + address;
    }

    /** Settings of a Consul; each one that is set beats the variable of the environment. Not thread-safe. */
    public static final class Builder {

        private final Map<String, String> explicit = new HashMap<>();
        private Map<String, String> environment = System.getenv();

        private Builder() {}

        /** {@code host:port}, {@code http://...}, {@code https://...} with an optional path before {@code /v1}, or {@code unix:///path}. */
        public Builder address(String address) {
            return set(Settings.ADDRESS, address);
        }

        /** The token that calls are made with. */
        public Builder token(String token) {
            return set(Settings.TOKEN, token);
        }

        /** The file that holds the token; read again when it changes, and when Consul denies something. */
        public Builder tokenFile(Path file) {
            return set(Settings.TOKEN_FILE, file.toString());
        }

        /** A file of PEM certificates whose signatures are believed, instead of the JVM's own. */
        public Builder caFile(Path file) {
            return set(Settings.CA_FILE, file.toString());
        }

        /** A PEM certificate (its chain may follow) and its key, as PKCS#8, SEC1 or PKCS#1 PEM. */
        public Builder clientCertificate(Path certificate, Path key) {
            set(Settings.CLIENT_CERT, certificate.toString());
            return set(Settings.CLIENT_KEY, key.toString());
        }

        /** The name that the server is asked for and that its certificate must have, whatever the address is. */
        public Builder serverName(String name) {
            return set(Settings.SERVER_NAME, name);
        }

        /** The Enterprise namespace of keys. */
        public Builder namespace(String namespace) {
            return set(Settings.NAMESPACE, namespace);
        }

        /** The Enterprise partition. */
        public Builder partition(String partition) {
            return set(Settings.PARTITION, partition);
        }

        /** Takes gaps from these variables instead of the environment's; an empty map leaves Consul's defaults. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        private Builder set(String variable, String value) {
            explicit.put(variable, value);
            return this;
        }

        /**
         * Makes the Consul; nothing is sent.
         *
         * @throws IllegalArgumentException when a setting holds what it cannot; the message names its variable
         * @throws IOException when a certificate or key cannot be read
         */
        public Consul build() throws IOException {
            return new Consul(Settings.of(explicit, environment));
        }
    }
}
