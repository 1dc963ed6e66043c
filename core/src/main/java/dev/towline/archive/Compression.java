package dev.towline.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** How an archive is compressed. Decided by its first bytes, never by a name; every member or frame is read. */
enum Compression {
    NONE("") {
        @Override
        InputStream open(InputStream in) {
            return in;
        }
    },
    GZIP("gzip") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(in)
                    .setBufferSize(BUFFER_BYTES)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    ZSTD("zstd") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return Zstd.open(in);
        }
    },
    XZ("xz") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return XZCompressorInputStream.builder()
                    .setInputStream(in)
                    .setDecompressConcatenated(true)
                    .setMemoryLimitKiB(xzMemoryKib())
                    .get();
        }
    },
    BZIP2("bzip2") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new BZip2CompressorInputStream(in, true);
        }
    };

    /** A class of its own, so that nothing asks for the optional library before there is a zstd artifact. */
    private static final class Zstd {
        /** 128 MiB, what zstd itself takes without being asked for more. */
        private static final int WINDOW_LOG = 27;

        static InputStream open(InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(in).setLongMax(WINDOW_LOG);
        }
    }

    private static final int BUFFER_BYTES = 128 * 1024;

    private final String label;

    Compression(String label) {
        this.label = label;
    }

    /** What a person calls it; empty for {@link #NONE}. */
    String label() {
        return label;
    }

    /** Starts to decompress {@code in}. */
    abstract InputStream open(InputStream in) throws IOException;

    /** The compression that {@code head}, the first bytes of an artifact, shows. */
    static Compression of(byte[] head) {
        if (starts(head, 0x1f, 0x8b)) {
            return GZIP;
        }
        boolean skippable =
                head.length >= 4 && (head[0] & 0xf0) == 0x50 && starts(head, head[0] & 0xff, 0x2a, 0x4d, 0x18);
        if (skippable || starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return ZSTD;
        }
        if (starts(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return XZ;
        }
        return starts(head, 'B', 'Z', 'h') ? BZIP2 : NONE;
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Enough for {@code xz -9}, which takes 65 MiB, unless that would be more than half of the heap. */
    private static int xzMemoryKib() {
        return (int) Math.min(72L << 10, Runtime.getRuntime().maxMemory() >> 11);
    }
}
