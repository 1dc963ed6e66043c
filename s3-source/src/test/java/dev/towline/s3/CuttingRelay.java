package dev.towline.s3;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between client and server and ends the connections it is told to, after so many bytes of the answer. */
final class CuttingRelay implements Closeable {

    /** How a connection ends; STALL leaves it open and silent. */
    enum End {
        FIN,
        RST,
        STALL
    }

    record Cut(long after, End end) {}

    private static final Cut NONE = new Cut(Long.MAX_VALUE, End.FIN);

    private final ServerSocket relay = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI server;
    private final Queue<Cut> cuts;
    private final AtomicLong relayed = new AtomicLong();

    CuttingRelay(URI server, Cut... cuts) throws IOException {
        this.server = server;
        this.cuts = new ArrayDeque<>(List.of(cuts));
        start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + relay.getLocalPort());
    }

    /** How many bytes of answers reached the client's side. */
    long relayed() {
        return relayed.get();
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = relay.accept();
            Socket upstream = new Socket(server.getHost(), server.getPort());
            Cut cut = cuts.isEmpty() ? NONE : cuts.remove();
            start(() -> pump(client, upstream, NONE, new AtomicLong()));
            start(() -> pump(upstream, client, cut, relayed));
        }
    }

    private static void pump(Socket from, Socket to, Cut cut, AtomicLong count) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            long left = cut.after();
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    return;
                }
                out.write(buffer, 0, n);
                count.addAndGet(n);
                left -= n;
            }
            if (cut.end() == End.RST) {
                to.setSoLinger(true, 0);
            }
            while (cut.end() == End.STALL && !to.isClosed()) {
                in.read(buffer); // until the other direction ends both
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one side went away
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
