package dev.towline.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP server on a port of its own whose answers a test writes down. */
final class HttpServerFixture implements AutoCloseable {

    /** One answer; {@code length} is what it announces, more than it sends where a test wants it cut. */
    private record Answer(int status, byte[] body, long length) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    HttpServerFixture() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Answer answer = answers.getOrDefault(exchange.getRequestURI().getPath(), new Answer(404, new byte[0], 0));
            try (exchange) {
                exchange.sendResponseHeaders(answer.status, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer.body);
            }
        });
        server.start();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    URI answer(String path, int status, byte[] body) {
        return cut(path, status, body, body.length);
    }

    URI cut(String path, int status, byte[] body, long announced) {
        answers.put(path, new Answer(status, body, announced));
        return address(path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
