package dev.towline.consul;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/** HTTP/1.1 over the JDK's client. Cancelling is passed on to it; its own timeout covers headers only. */
final class HttpTransport implements Transport {

    private final Address address;
    private final boolean renamed;
    private final HttpClient client;

    HttpTransport(Address address, Optional<String> serverName, Optional<Tls> tls) {
        this.address = address;
        this.renamed = address.isTls() && serverName.isPresent();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5));
        tls.map(Tls::context).ifPresent(builder::sslContext);
        if (renamed) {
            SSLParameters parameters = new SSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName.get())));
            builder.sslParameters(parameters);
        }
        this.client = builder.build();
    }

    @Override
    public Exchange send(Request request) {
        HttpRequest.Builder question;
        try {
            question = HttpRequest.newBuilder(uri(request.target())).timeout(request.patience());
        } catch (IOException e) {
            return Exchange.failed(e);
        }
        request.headers().forEach(question::header);
        question.method(
                request.method(),
                request.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(question.build(), head -> new LimitedBody(Answer.LONGEST));
        return new Exchange(response.thenApply(HttpTransport::answer), () -> response.cancel(true));
    }

    /** The JDK's client sends its own server name for every host that is not written as a number. */
    private URI uri(String target) throws IOException {
        String host = renamed ? InetAddress.getByName(address.host()).getHostAddress() : address.host();
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create(address.scheme() + "://" + literal + ":" + address.port() + target);
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Answer(response.statusCode(), headers, new String(response.body(), StandardCharsets.UTF_8));
    }
}
