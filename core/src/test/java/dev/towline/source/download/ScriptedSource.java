package dev.towline.source.download;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/** Answers each request with the next line of its script, and remembers the requests. */
final class ScriptedSource implements ArtifactSource {

    private final Queue<ArtifactSource> script = new ArrayDeque<>();
    private final List<ArtifactRequest> requests = new ArrayList<>();

    static ScriptedSource answering(ArtifactSource... answers) {
        ScriptedSource source = new ScriptedSource();
        source.script.addAll(List.of(answers));
        return source;
    }

    @Override
    public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
        ArtifactSource next;
        synchronized (this) {
            requests.add(request);
            next = script.remove();
        }
        return next.open(request);
    }

    synchronized List<ArtifactRequest> requests() {
        return List.copyOf(requests);
    }

    /** What a good source does: the rest from the byte asked for. */
    static ArtifactSource whole(byte[] content, String tag) {
        return request -> rest(content, request).withTag(tag);
    }

    /** As {@link #whole}, but the connection is cut before byte {@code end}. */
    static ArtifactSource cutAt(int end, byte[] content, String tag) {
        return request -> {
            int start = (int) request.offset();
            return Artifact.of(new Cut(content, start, end), content.length - start)
                    .startingAt(start)
                    .withTag(tag);
        };
    }

    static Artifact rest(byte[] content, ArtifactRequest request) {
        byte[] rest = Arrays.copyOfRange(content, (int) request.offset(), content.length);
        return Artifact.of(new ByteArrayInputStream(rest), rest.length).startingAt(request.offset());
    }

    private static final class Cut extends InputStream {

        private final ByteArrayInputStream sent;

        Cut(byte[] content, int start, int end) {
            this.sent = new ByteArrayInputStream(content, start, end - start);
        }

        @Override
        public int read() throws IOException {
            int b = sent.read();
            if (b < 0) {
                throw new IOException("Connection reset");
            }
            return b;
        }

        @Override
        public int read(byte[] target, int off, int len) throws IOException {
            int n = sent.read(target, off, len);
            if (n < 0) {
                throw new IOException("Connection reset");
            }
            return n;
        }
    }
}
