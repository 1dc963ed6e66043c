package dev.towline.source.download;

import static dev.towline.source.SocketServer.resuming;
import static dev.towline.source.SocketServer.says;
import static dev.towline.source.SocketServer.stalls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.SocketServer;
import dev.towline.source.Sources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkTest {

    private static final Duration STALL = Duration.ofSeconds(1);
    private static final byte[] CONTENT = content();

    private final PausedTime time = new PausedTime();
    private DownloadPolicy policy = DownloadPolicy.DEFAULT;

    @AfterEach
    void noThreadIsLeft() {
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("towline-download")));
    }

    @Test
    @DisplayName("N1 a body shorter than its Content-Length goes on where it ended")
    void shortBody() throws Exception {
        SocketServer.Line shortAgain = resuming(from -> says(part(from), slice(from, from + 100_000)));
        try (SocketServer server = SocketServer.playing(says(whole(), head(100_000)), shortAgain, rest())) {
            assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
            assertThat(server.requests()).hasSize(3);
            assertThat(server.requests().get(2)).contains("Range: bytes=", "If-Match: \"v1\"");
        }
    }

    @Test
    @DisplayName("N1 a chunked body that stops in the middle is a cut")
    void truncatedChunks() throws Exception {
        String chunked = "HTTP/1.1 200 OK\nETag: \"v1\"\nTransfer-Encoding: chunked";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(ascii("30d40\r\n"));
        body.write(head(200_000));
        body.write(ascii("\r\n"));
        try (SocketServer server = SocketServer.playing(says(chunked, body.toByteArray()), rest())) {
            assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    @DisplayName("N1 a manifest without length that ends with its connection is refused: it may lack its last hooks")
    void closeWithoutLength() throws Exception {
        try (SocketServer server = SocketServer.playing(
                says("HTTP/1.1 200 OK", ascii("commands:")), says("HTTP/1.0 200 OK", ascii("commands:")))) {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(PermanentFetchException.class)
                        .isThrownBy(() -> fetch(server).readAll())
                        .withMessageContaining("without a length");
            }
        }
    }

    @Test
    @DisplayName("N2 an endless answer is left at the limit")
    void endless() throws Exception {
        SocketServer.Line endless = (head, client, out) -> {
            says("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", new byte[0]).play(head, client, out);
            while (true) {
                out.write(ascii("1000\r\n"));
                out.write(new byte[0x1000]);
                out.write(ascii("\r\n"));
            }
        };
        try (SocketServer server = SocketServer.playing(endless)) {
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() -> fetch(server).atMost(256 * 1024).readAll())
                    .withMessageContaining("allowed 262144 bytes");
        }
    }

    @Test
    @DisplayName("N4 a reset and a connection closed without a word are tried again")
    void reset() throws Exception {
        try (SocketServer server = SocketServer.playing(
                (head, client, out) -> client.setSoLinger(true, 0),
                (head, client, out) -> {},
                says(whole(), CONTENT))) {
            policy = policy.retry(new Retry(5, Duration.ofSeconds(1), Duration.ofSeconds(1)));
            assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
        }
    }

    @Test
    @DisplayName("N4 SlowDown is waited for as long as the server says")
    void slowDown() throws Exception {
        try (SocketServer server = SocketServer.playing(
                says("HTTP/1.1 503 Slow Down\nRetry-After: 7\nContent-Length: 0", new byte[0]),
                says(whole(), CONTENT))) {
            assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
            assertThat(time.pauses()).containsExactly(Duration.ofSeconds(7));
        }
    }

    @Test
    @DisplayName("N6 a stall in the headers is left and tried again")
    void stallInHeaders() throws Exception {
        policy = policy.stall(STALL);
        SocketServer.Line silent = (head, client, out) -> {
            out.write(ascii("HTTP/1.1 200 OK\r\nContent-"));
            out.flush();
            client.getInputStream().read();
        };
        try (SocketServer server = SocketServer.playing(silent, says(whole(), CONTENT))) {
            assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
        }
    }

    @Test
    @DisplayName("N6 a stall in the body is left, the connection closed, and the rest fetched")
    void stallInBody() throws Exception {
        policy = policy.stall(STALL);
        CountDownLatch left = new CountDownLatch(1);
        SocketServer.Line stalling = (head, client, out) -> {
            stalls(whole(), head(100_000)).play(head, client, out);
            left.countDown();
        };
        try (SocketServer server = SocketServer.playing(stalling, rest())) {
            assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("N6 a source that neither reads nor hears interrupts is left when it stalls")
    void deafSource() {
        policy = policy.stall(STALL).retry(new Retry(2, Duration.ZERO, Duration.ZERO));
        ArtifactSource deaf = request -> Artifact.of(new Deaf());

        assertThatIOException()
                .isThrownBy(() -> fetch(deaf).readAll())
                .withMessageContaining("sent nothing for PT1S")
                .withMessageContaining("2 attempts");
    }

    @Test
    @DisplayName("N6 bytes that only drip are too slow, however long they do")
    void drip() {
        assertThatIOException()
                .isThrownBy(() -> slowly(NetworkTest::dripping).readAll())
                .isInstanceOf(TooSlowException.class)
                .withMessageContaining("less than 1024 bytes per second over PT1M");
    }

    @Test
    @DisplayName("N6 what dripped is kept and the rest fetched, no byte twice and none left out")
    void dripThenFlow() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        ArtifactSource source = request -> first.getAndSet(false)
                ? dripping(request)
                : Artifact.of(new ByteArrayInputStream(from((int) request.offset())), CONTENT.length - request.offset())
                        .startingAt(request.offset())
                        .withTag("v1");

        assertThat(slowly(source).readAll()).isEqualTo(CONTENT);
    }

    /** In a time that goes on by a quarter of a second whenever one looks. */
    private Fetch slowly(ArtifactSource source) {
        Time time = new Time() {
            private long now;

            @Override
            public synchronized long nanos() {
                now += Duration.ofMillis(250).toNanos();
                return now;
            }

            @Override
            public void pause(Duration duration) {}
        };
        return Downloads.of(policy, Bandwidth.unlimited())
                .in(time, new Random(1))
                .fetch(source, URI.create("test://host/a"));
    }

    private static Artifact dripping(ArtifactRequest request) {
        InputStream content = new ByteArrayInputStream(from((int) request.offset()));
        InputStream drip = new InputStream() {
            @Override
            public int read() throws IOException {
                return content.read();
            }

            @Override
            public int read(byte[] target, int off, int len) throws IOException {
                return content.read(target, off, 1);
            }
        };
        return Artifact.of(drip).startingAt(request.offset()).withTag("v1");
    }

    @Test
    @DisplayName("N6 the total deadline also ends a read that waits")
    void deadlineWhileReading() throws Exception {
        policy = policy.timeout(STALL);
        try (SocketServer server = SocketServer.playing(stalls(whole(), head(10)))) {
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() -> Downloads.of(policy, Bandwidth.unlimited())
                            .fetch(Sources.http(), server.uri("/a"))
                            .readAll())
                    .withMessageContaining("longer than PT1S");
        }
    }

    @Test
    @DisplayName("N7 whatever is not the rest of what was begun leads to one restart from zero")
    void unusableAnswers() throws Exception {
        List<SocketServer.Line> answers = List.of(
                says(whole(), CONTENT),
                resuming(from -> says(part(from + 1), from(from + 1))),
                resuming(from -> says(part(from - 1), from(from - 1))),
                resuming(from -> says(part(from).replace("/" + CONTENT.length, "/999999"), from(from))),
                resuming(from -> says(part(from).replaceFirst("Content-Range: .*\n", ""), from(from))),
                resuming(from -> says(part(from).replace("bytes ", "bites "), from(from))),
                resuming(from -> says(part(from).replace("v1", "v2"), from(from))),
                resuming(from -> says(part(from).replaceFirst("ETag: .*\n", ""), from(from))),
                says("HTTP/1.1 416 Range Not Satisfiable\nContent-Length: 0", new byte[0]));
        for (SocketServer.Line answer : answers) {
            try (SocketServer server =
                    SocketServer.playing(says(whole(), head(100_000)), answer, says(whole(), CONTENT))) {
                assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
                assertThat(server.requests()).hasSize(3);
                assertThat(server.requests().get(1)).contains("Range: bytes=");
                assertThat(server.requests().get(2)).doesNotContain("Range:");
            }
        }
    }

    @Test
    @DisplayName("N8 an artifact replaced on the server is begun again")
    void replaced() throws Exception {
        byte[] other = new byte[1000];
        String otherHead = "HTTP/1.1 200 OK\nETag: \"v2\"\nContent-Length: 1000";
        try (SocketServer server = SocketServer.playing(
                says(whole(), head(100_000)),
                says("HTTP/1.1 412 Precondition Failed\nContent-Length: 0", new byte[0]),
                says(otherHead, other))) {
            assertThat(fetch(server).readAll()).isEqualTo(other);
        }
    }

    @Test
    @DisplayName("N14 endless and huge headers are bounded")
    void endlessHeaders() throws Exception {
        policy = policy.stall(Duration.ofSeconds(5)).retry(new Retry(1, Duration.ZERO, Duration.ZERO));
        SocketServer.Line endless = (head, client, out) -> {
            out.write(ascii("HTTP/1.1 200 OK\r\n"));
            byte[] line = ("X-Filler: " + "x".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(line);
            }
        };
        try (SocketServer server = SocketServer.playing(endless)) {
            assertThatIOException().isThrownBy(() -> fetch(server).readAll());
        }
    }

    @Test
    @DisplayName("N14 a socket that accepts and says nothing is left")
    void halfOpen() throws Exception {
        policy = policy.stall(STALL);
        SocketServer.Line silent =
                (head, client, out) -> client.getInputStream().read();
        try (SocketServer server = SocketServer.playing(silent, says(whole(), CONTENT))) {
            assertThat(fetch(server).readAll()).isEqualTo(CONTENT);
        }
    }

    @Test
    @DisplayName("N14 a TLS handshake that never goes on is left")
    void slowTls() throws Exception {
        policy = policy.stall(STALL).retry(new Retry(1, Duration.ZERO, Duration.ZERO));
        try (SocketServer server = SocketServer.playing(
                (head, client, out) -> client.getInputStream().read())) {
            URI uri = URI.create("https://127.0.0.1:" + server.port() + "/a");
            assertThatIOException().isThrownBy(() -> fetch(Sources.http(), uri).readAll());
        }
    }

    @Test
    @DisplayName("N14 a proxy that wants credentials is named as what is wrong")
    void proxyAuthentication() throws Exception {
        try (SocketServer server = SocketServer.playing(
                says("HTTP/1.1 407 Proxy Authentication Required\nContent-Length: 0", new byte[0]))) {
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() -> fetch(server).readAll())
                    .withMessageContaining("407")
                    .withMessageContaining("proxy wants credentials");
        }
    }

    @Test
    void closingInTheMiddleCancelsInsteadOfDraining() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        SocketServer.Line endless = (head, client, out) -> {
            says("HTTP/1.1 200 OK\nContent-Length: 1000000000000", new byte[0]).play(head, client, out);
            try {
                pump(client, out);
            } finally {
                left.countDown();
            }
        };
        try (SocketServer server = SocketServer.playing(endless)) {
            try (Download download = fetch(server).open()) {
                assertThat(download.read()).isEqualTo(7);
            }
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anInterruptedReaderLeavesAtOnceAndKeepsItsFlag() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicReference<Thread> reader = new AtomicReference<>();
        SocketServer.Line stalling = (head, client, out) -> {
            waiting.countDown();
            stalls(whole(), head(10)).play(head, client, out);
        };
        try (SocketServer server = SocketServer.playing(stalling)) {
            CompletableFuture<Boolean> flag = CompletableFuture.supplyAsync(() -> {
                reader.set(Thread.currentThread());
                try (Download download = fetch(server).open()) {
                    download.readAllBytes();
                    throw new AssertionError("it ended");
                } catch (InterruptedIOException e) {
                    return Thread.interrupted();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
            Thread interrupted = reader.get();
            assertThat(interrupted).isNotNull();
            interrupted.interrupt();
            assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Fetch fetch(SocketServer server) {
        return fetch(Sources.http(), server.uri("/release.tar"));
    }

    private Fetch fetch(ArtifactSource source) {
        return fetch(source, URI.create("test://host/release.tar"));
    }

    private Fetch fetch(ArtifactSource source, URI uri) {
        return Downloads.of(policy, Bandwidth.unlimited())
                .in(time, new Random(7))
                .fetch(source, uri);
    }

    private static void pump(Socket client, OutputStream out) throws IOException {
        byte[] bytes = new byte[8192];
        Arrays.fill(bytes, (byte) 7);
        while (!client.isClosed()) {
            out.write(bytes);
        }
    }

    private static String whole() {
        return "HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + CONTENT.length;
    }

    private static SocketServer.Line rest() {
        return resuming(from -> from == 0 ? says(whole(), CONTENT) : says(part(from), from(from)));
    }

    private static String part(int from) {
        return "HTTP/1.1 206 Partial Content\nETag: \"v1\"\nContent-Range: bytes " + from + "-" + (CONTENT.length - 1)
                + "/" + CONTENT.length + "\nContent-Length: " + (CONTENT.length - from);
    }

    private static byte[] head(int n) {
        return Arrays.copyOf(CONTENT, n);
    }

    private static byte[] from(int n) {
        return Arrays.copyOfRange(CONTENT, n, CONTENT.length);
    }

    private static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(CONTENT, from, to);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] content() {
        byte[] bytes = new byte[300_000];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    /** Hears no interrupt; ends only by being closed. */
    private static final class Deaf extends InputStream {

        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            boolean open = true;
            while (open) {
                try {
                    closed.await();
                    open = false;
                } catch (InterruptedException e) {
                    continue;
                }
            }
            throw new IOException("closed");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
