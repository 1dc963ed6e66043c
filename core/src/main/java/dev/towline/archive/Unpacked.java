package dev.towline.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes behind a {@link Compression}. What the decompressor finds is an {@link InvalidArchiveException}; what the
 * stored stream throws goes through unchanged, whatever the decompressor makes of it.
 */
final class Unpacked extends InputStream {

    /** The stored stream as the decompressor sees it: its failures are remembered, and it is closed elsewhere. */
    private static final class Stored extends FilterInputStream {
        private @Nullable IOException failure;
        private @Nullable RuntimeException bug;

        Stored(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            try {
                return in.read(b, off, len);
            } catch (IOException e) {
                failure = e;
                throw e;
            } catch (RuntimeException e) {
                bug = e;
                throw e;
            }
        }

        void rethrow() throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (bug != null) {
                throw bug;
            }
        }

        @Override
        public void close() {}
    }

    private final Compression compression;
    private final Stored stored;
    private final InputStream codec;

    private Unpacked(Compression compression, Stored stored, InputStream codec) {
        this.compression = compression;
        this.stored = stored;
        this.codec = codec;
    }

    /** Starts to decompress {@code in}, which stays open when the answer is closed. */
    static Unpacked of(Compression compression, InputStream in) throws IOException {
        Stored stored = new Stored(in);
        try {
            return new Unpacked(compression, stored, compression.open(stored));
        } catch (IOException | RuntimeException e) {
            stored.rethrow();
            throw damaged(compression, e);
        } catch (LinkageError e) {
            throw missing(compression, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        try {
            return codec.read(b, off, len);
        } catch (IOException | RuntimeException e) {
            stored.rethrow();
            throw damaged(compression, e);
        } catch (LinkageError e) {
            throw missing(compression, e);
        }
    }

    @Override
    public void close() throws IOException {
        codec.close();
    }

    private static InvalidArchiveException damaged(Compression compression, Exception cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        InvalidArchiveException damaged = InvalidArchiveException.of(
                "the " + compression.label() + " data is damaged or asks for too much memory: " + Escaped.of(why));
        damaged.initCause(cause);
        return damaged;
    }

    private static ArchiveException missing(Compression compression, LinkageError cause) {
        String remedy = switch (compression) {
            case ZSTD ->
                cause instanceof NoClassDefFoundError
                                && cause.getMessage() != null
                                && cause.getMessage().endsWith("ZstdInputStreamNoFinalizer")
                        ? "add com.github.luben:zstd-jni to the class path"
                        : "zstd-jni cannot load its native library; java.io.tmpdir must be writable and not mounted"
                                + " noexec";
            case XZ -> "add org.tukaani:xz to the class path";
            default -> String.valueOf(cause.getMessage());
        };
        return ArchiveException.missingCodec(
                "the artifact is compressed with " + compression.label() + ": " + remedy, cause);
    }
}
