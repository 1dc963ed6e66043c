package dev.towline.source;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says exactly what its script says, for what no decent HTTP server can be made to do. */
public final class SocketServer implements Closeable {

    /** What happens on one connection after the request's {@code head}; the connection is closed afterwards. */
    @FunctionalInterface
    public interface Line {
        void play(String head, Socket client, OutputStream out) throws IOException;
    }

    private static final Pattern RANGE = Pattern.compile("Range: bytes=(\\d+)-");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = new ArrayList<>();
    private final List<Socket> clients = new ArrayList<>();

    private SocketServer(List<Line> script) throws IOException {
        Thread accepting = new Thread(
                () -> {
                    for (int i = 0; !server.isClosed(); i++) {
                        accept(script.get(Math.min(i, script.size() - 1)));
                    }
                },
                "socket-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    /** A server whose nth connection plays the nth of {@code lines}, and every further one the last. */
    public static SocketServer playing(Line... lines) throws IOException {
        return new SocketServer(List.of(lines));
    }

    /** Sends {@code head}, whose lines are separated by {@code \n}, an empty line and {@code body}. */
    public static Line says(String head, byte[] body) {
        return (request, client, out) -> {
            out.write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
        };
    }

    /** As {@link #says}, and then nothing until the client goes away. */
    public static Line stalls(String head, byte[] body) {
        return (request, client, out) -> {
            says(head, body).play(request, client, out);
            while (client.getInputStream().read() >= 0) {
                // what is sent to a stalled server is not heard
            }
        };
    }

    /** What {@code answer} makes of the byte that the request wants to go on from. */
    public static Line resuming(IntFunction<Line> answer) {
        return (request, client, out) -> {
            Matcher range = RANGE.matcher(request);
            answer.apply(range.find() ? Integer.parseInt(range.group(1)) : 0).play(request, client, out);
        };
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The heads of the requests so far. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (clients) {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private void accept(Line line) {
        try {
            Socket client = server.accept();
            synchronized (clients) {
                clients.add(client);
            }
            Thread serving = new Thread(() -> serve(client, line), "socket-server-connection");
            serving.setDaemon(true);
            serving.start();
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client, Line line) {
        try (client) {
            String head = head(client.getInputStream());
            synchronized (requests) {
                requests.add(head);
            }
            line.play(head, client, client.getOutputStream());
        } catch (IOException e) {
            // the client went away
        }
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
}
