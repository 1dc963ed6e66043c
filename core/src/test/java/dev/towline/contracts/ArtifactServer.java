package dev.towline.contracts;

import dev.towline.testkit.ArtifactSourceContract.Fault;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on loopback with artifacts in memory, ETags and ranges, one answer for each connection. */
final class ArtifactServer implements Closeable {

    private static final Pattern PATH = Pattern.compile("GET (/[^ ?]*)");
    private static final Pattern RANGE = Pattern.compile("(?im)^Range: bytes=(\\d+)-(\\d*)\r?$");
    private static final Pattern IF_MATCH = Pattern.compile("(?im)^If-Match: (.*?)\r?$");

    private record Content(byte[] bytes, String etag, Optional<Fault> fault) {}

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, Content> artifacts = new ConcurrentHashMap<>();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger names = new AtomicInteger();

    ArtifactServer() throws IOException {
        start(this::accept);
    }

    URI publish(byte[] bytes) {
        URI address = nothingHere();
        replace(address, bytes);
        return address;
    }

    URI publishFaulty(byte[] bytes, Fault fault) {
        URI address = nothingHere();
        artifacts.put(address.getPath(), new Content(bytes, "\"faulty\"", Optional.of(fault)));
        return address;
    }

    void replace(URI address, byte[] bytes) {
        artifacts.put(address.getPath(), new Content(bytes, "\"" + names.incrementAndGet() + "\"", Optional.empty()));
    }

    URI nothingHere() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/" + names.incrementAndGet() + ".tar");
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            clients.add(client);
            start(() -> {
                try (client) {
                    answer(head(client.getInputStream()), client);
                } finally {
                    clients.remove(client);
                }
            });
        }
    }

    private void answer(String head, Socket client) throws IOException {
        Matcher path = PATH.matcher(head);
        Content content = path.lookingAt() ? artifacts.get(path.group(1)) : null;
        Matcher match = IF_MATCH.matcher(head);
        OutputStream out = client.getOutputStream();
        if (content == null) {
            say(out, "404 Not Found", "Content-Length: 0");
        } else if (match.find() && !match.group(1).equals(content.etag())) {
            say(out, "412 Precondition Failed", "Content-Length: 0");
        } else if (content.fault().isPresent()) {
            answerFaulty(content, client);
        } else {
            answer(content, RANGE.matcher(head), out);
        }
    }

    private static void answer(Content content, Matcher range, OutputStream out) throws IOException {
        int length = content.bytes().length;
        boolean part = range.find();
        int from = part ? Integer.parseInt(range.group(1)) : 0;
        int to = part && !range.group(2).isEmpty() ? Math.min(length, Integer.parseInt(range.group(2)) + 1) : length;
        say(
                out,
                part ? "206 Partial Content" : "200 OK",
                "ETag: " + content.etag(),
                part ? "Content-Range: bytes " + from + "-" + (to - 1) + "/" + length : "Accept-Ranges: bytes",
                "Content-Length: " + (to - from));
        out.write(content.bytes(), from, to - from);
        out.flush();
    }

    private static void answerFaulty(Content content, Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        Fault fault = content.fault().orElseThrow();
        if (fault != Fault.SILENCE) {
            say(out, "200 OK", "ETag: " + content.etag(), "Content-Length: " + content.bytes().length);
            out.write(content.bytes(), 0, content.bytes().length / 2);
            out.flush();
        }
        while (fault != Fault.CUT && client.getInputStream().read() >= 0) {
            // until the client goes away
        }
    }

    private static void say(OutputStream out, String status, String... headers) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // the other side went away, or the server was closed
                    }
                },
                "artifact-server");
        thread.setDaemon(true);
        thread.start();
    }
}
