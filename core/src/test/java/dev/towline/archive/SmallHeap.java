package dev.towline.archive;

import com.github.luben.zstd.ZstdOutputStream;
import dev.towline.manifest.Checksum;
import dev.towline.manifest.Checksum.Algorithm;
import dev.towline.sync.TreeEntry;
import dev.towline.testkit.TarBytes;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** The program that {@link SmallHeapTest} starts: {@code SmallHeap FILE MIB LIMIT_MIB EMPTY_FILES}. */
final class SmallHeap {

    private SmallHeap() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        Checksum checksum = write(file, Long.parseLong(args[1]), Integer.parseInt(args[3]));
        ArchiveLimits limits = ArchiveLimits.STANDARD.unpacked(Long.parseLong(args[2]) << 20);
        long[] seen = new long[2];
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            new TarStream(in, checksum, OptionalLong.empty(), limits, StandardCharsets.UTF_8, System.out::println)
                    .pour(new TreeSink() {
                        @Override
                        public void put(TreeEntry header, InputStream content) throws IOException {
                            seen[0]++;
                            int n;
                            while ((n = content.read(buffer)) >= 0) {
                                seen[1] += n;
                            }
                        }

                        @Override
                        public void copy(TreeEntry header, String earlierPath) {
                            throw new UnsupportedOperationException();
                        }
                    });
            System.out.println(seen[0] + " entries, " + seen[1] + " bytes");
        } catch (ArchiveException e) {
            System.out.println(e.kind());
        }
    }

    /** A zstd archive of one file of so many MiB of zeros and of so many empty files with long names. */
    private static Checksum write(Path file, long mib, int empties) throws IOException {
        MessageDigest digest = Algorithm.SHA_256.newDigest();
        OutputStream digesting = new FilterOutputStream(Files.newOutputStream(file)) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                digest.update(b, off, len);
                out.write(b, off, len);
            }
        };
        try (OutputStream out = new ZstdOutputStream(digesting)) {
            out.write(TarBytes.tar()
                    .entry('0', "zeros", header -> header.base256(124, 12, mib << 20))
                    .bytes());
            byte[] zeros = new byte[1 << 20];
            for (long i = 0; i < mib; i++) {
                out.write(zeros);
            }
            for (int i = 0; i < empties; i++) {
                out.write(TarBytes.tar()
                        .longName("d".repeat(100) + "/" + "n".repeat(90) + i)
                        .file("x", "")
                        .bytes());
            }
            out.write(new byte[2 * TarBytes.BLOCK]);
        }
        return Checksum.of(Algorithm.SHA_256, digest);
    }
}
