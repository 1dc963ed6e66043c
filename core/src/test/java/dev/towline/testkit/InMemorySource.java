package dev.towline.testkit;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.CannotResumeException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.UnchangedArtifactException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A source of {@code memory:} addresses that keeps its artifacts itself and fails when it is told to: a fake that keeps
 * the {@link ArtifactSourceContract}. What goes wrong is said beforehand and happens once each, in the order it was said,
 * to one opening after the other that finds its artifact. Safe for use by several threads.
 */
public final class InMemorySource implements ArtifactSource {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private record Content(byte[] bytes, String tag) {}

    /** What happens to one opening instead of success. */
    private interface Mishap {
        Artifact open(ArtifactRequest request, Content content) throws IOException, InterruptedException;
    }

    private final Map<String, Content> artifacts = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final Queue<Mishap> mishaps = new ArrayDeque<>();
    private final List<ArtifactRequest> requests = new ArrayList<>();

    /** Has {@code content} at {@code memory:/name} from now on, in place of what was there, and gives the address. */
    public URI publish(String name, byte[] content) {
        URI address = URI.create("memory:/" + name);
        artifacts.put(address.getPath(), new Content(content.clone(), "version-" + versions.incrementAndGet()));
        return address;
    }

    /** Has nothing at {@code address} from now on. */
    public void remove(URI address) {
        artifacts.remove(address.getPath());
    }

    /** The next opening fails with {@code failure}. */
    public void failNext(IOException failure) {
        next((request, content) -> {
            throw failure;
        });
    }

    /** The next artifact opened ends with an IOException after {@code bytes} bytes. */
    public void cutNextAfter(int bytes) {
        next((request, content) -> artifact(request, content, bytes, () -> {
            throw new IOException(request + " was cut after " + bytes + " bytes");
        }));
    }

    /** The next artifact opened gives {@code bytes} bytes and then none until it is closed or its reader interrupted. */
    public void stallNextAfter(int bytes) {
        next((request, content) -> {
            CountDownLatch closed = new CountDownLatch(1);
            return artifact(request, content, bytes, () -> {
                        await(closed, request);
                        throw new IOException(request + " was closed");
                    })
                    .closedBy(closed::countDown);
        });
    }

    /** The next opening blocks until its thread is interrupted or its deadline has passed. */
    public void hangNext() {
        next((request, content) -> {
            Duration patience = request.deadline().orElse(LONGEST);
            new CountDownLatch(1).await(patience.toNanos(), TimeUnit.NANOSECONDS);
            throw new IOException(request + " did not answer in time");
        });
    }

    /** What was asked for so far. */
    public List<ArtifactRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    @Override
    public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
        Mishap mishap;
        synchronized (requests) {
            requests.add(request);
            mishap = mishaps.poll();
        }
        Content content = artifacts.get(String.valueOf(request.uri().getPath()));
        if (content == null) {
            throw new MissingArtifactException("there is nothing at " + request);
        }
        if (request.expectedTag().filter(tag -> !tag.equals(content.tag())).isPresent()) {
            throw new CannotResumeException(request + " was replaced");
        }
        if (request.knownTag().filter(content.tag()::equals).isPresent()) {
            throw new UnchangedArtifactException(request + " is unchanged");
        }
        if (request.offset() > content.bytes().length) {
            throw new CannotResumeException(request + " has no byte " + request.offset());
        }
        return mishap == null ? artifact(request, content, Integer.MAX_VALUE, () -> {}) : mishap.open(request, content);
    }

    private void next(Mishap mishap) {
        synchronized (requests) {
            mishaps.add(mishap);
        }
    }

    private static Artifact artifact(ArtifactRequest request, Content content, int given, End end) {
        int from = (int) request.offset();
        long most = request.length().orElse(Long.MAX_VALUE);
        int length = (int) Math.min(most, content.bytes().length - from);
        byte[] part = Arrays.copyOfRange(content.bytes(), from, from + Math.min(length, given));
        return Artifact.of(new Ending(part, end), length).startingAt(from).withTag(content.tag());
    }

    private static void await(CountDownLatch closed, ArtifactRequest request) throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading " + request + " was interrupted");
        }
    }

    /** What happens where the bytes end. */
    private interface End {
        void reached() throws IOException;
    }

    private static final class Ending extends InputStream {

        private final ByteArrayInputStream bytes;
        private final End end;

        Ending(byte[] bytes, End end) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = bytes.read(target, offset, length);
            if (read < 0) {
                end.reached();
            }
            return read;
        }
    }
}
