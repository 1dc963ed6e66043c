package dev.towline.e2e;

import com.sun.net.httpserver.HttpServer;
import dev.towline.testkit.TarBytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The README's world: its release 42 on a web server of this JVM, and a host to deploy to below one directory. */
final class PublishedRelease implements AutoCloseable {

    private static final String START =
            "#!/bin/sh\nmkdir -p \"$TOWLINE_DEST/run\" && : > \"$TOWLINE_DEST/run/ready\"\n";
    private static final String STOP = "#!/bin/sh\nrm -f \"$TOWLINE_DEST/run/ready\"\n";

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final HttpServer server;

    PublishedRelease() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] object = objects.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(object == null ? 404 : 200, object == null ? -1 : object.length);
            if (object != null) {
                exchange.getResponseBody().write(object);
            }
            exchange.close();
        });
        server.start();
    }

    /** Where {@code https://releases.example.com} is meant to be. */
    String address() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /** What is published, by path. */
    Map<String, byte[]> objects() {
        return objects;
    }

    /** Publishes an application and the manifest for it, which gets the application's checksum. */
    void publish(String folder, String manifest) {
        byte[] archive = TarBytes.tar()
                .dir("bin")
                .file("bin/start", 0755, START.getBytes(StandardCharsets.UTF_8))
                .file("bin/stop", 0755, STOP.getBytes(StandardCharsets.UTF_8))
                .file("VERSION", "42\n")
                .end()
                .gzip();
        objects.put(folder + "/app.tar.gz", archive);
        String text = manifest.replaceFirst("(?m)^checksum: \\w+", "checksum: " + sha256(archive));
        objects.put(folder + "/manifest.yml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
