package dev.towline.consul.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.towline.consul.Consul;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before an agent and notes what is asked and which index is answered. */
public final class CountingProxy implements AutoCloseable {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> indexes = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String target;

    public CountingProxy(ConsulAgent agent) throws IOException {
        target = agent.url();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    /** The agent as it is reached through here. */
    public Consul consul() throws IOException {
        return Consul.builder()
                .environment(Map.of())
                .address("127.0.0.1:" + server.getAddress().getPort())
                .build();
    }

    /** How often {@code path} was asked for. */
    public long asked(String path) {
        return asked.stream().filter(path::equals).count();
    }

    /** The values of X-Consul-Index. */
    public List<String> indexes() {
        return indexes;
    }

    private void pass(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getPath());
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest question = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .version(HttpClient.Version.HTTP_1_1)
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (exchange) {
            HttpResponse<byte[]> answer = client.send(question, HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().firstValue("X-Consul-Index").ifPresent(index -> {
                indexes.add(index);
                exchange.getResponseHeaders().add("X-Consul-Index", index);
            });
            int length = answer.body().length;
            exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
