package dev.towline.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** An opened artifact: bytes, and what the source knows about them. Closed by whoever asked for it; not thread-safe. */
public final class Artifact implements Closeable {

    private final InputStream stream;
    private final Closeable closing;
    private final OptionalLong length;
    private final long offset;
    private final Optional<String> tag;

    private Artifact(InputStream stream, Closeable closing, OptionalLong length, long offset, Optional<String> tag) {
        this.stream = stream;
        this.closing = closing;
        this.length = length;
        this.offset = offset;
        this.tag = tag;
    }

    /** An artifact whose {@code stream} holds exactly {@code length} bytes, beginning with the artifact's first. */
    public static Artifact of(InputStream stream, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a length is not negative: " + length);
        }
        return new Artifact(stream, stream, OptionalLong.of(length), 0, Optional.empty());
    }

    /** An artifact of unknown length, beginning with its first byte. */
    public static Artifact of(InputStream stream) {
        return new Artifact(stream, stream, OptionalLong.empty(), 0, Optional.empty());
    }

    /** The same artifact whose stream begins at byte {@code offset} of it. */
    public Artifact startingAt(long offset) {
        return new Artifact(stream, closing, length, offset, tag);
    }

    /** The same artifact with its validator (ETag, version): equal tags promise equal bytes. */
    public Artifact withTag(String tag) {
        return new Artifact(stream, closing, length, offset, Optional.of(tag));
    }

    /** The same artifact, given up by {@code closing} instead of {@code stream.close()}, which may read to the end. */
    public Artifact closedBy(Closeable closing) {
        return new Artifact(stream, closing, length, offset, tag);
    }

    public InputStream stream() {
        return stream;
    }

    /** How many bytes {@link #stream()} gives; empty when the source does not know. */
    public OptionalLong length() {
        return length;
    }

    /** Which byte of the artifact the stream begins with. */
    public long offset() {
        return offset;
    }

    public Optional<String> tag() {
        return tag;
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
