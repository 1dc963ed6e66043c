package dev.towline.archive;

import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.towline.manifest.Checksum;
import dev.towline.sync.TreeEntry;
import dev.towline.testkit.TarBytes;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link TarStream} says of bytes that are not the manifest's, or that cannot be had. */
class ProvenBytesTest {

    private static final byte[] RANDOM = new byte[3 << 20];

    static {
        new Random(3).nextBytes(RANDOM);
    }

    private static final byte[] PLAIN =
            tar().file("a", RANDOM).file("b", "b").end().bytes();
    private static final byte[] GZIP = TarBytes.gzip(PLAIN);
    private static final byte[] ZSTD = TarBytes.zstd(PLAIN);

    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void noThreadIsLeft() {
        Awaitility.await().until(ProvenBytesTest::threads, count -> count == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("towline-"))
                .count();
    }

    private static TarStream stream(InputStream in, Checksum checksum, OptionalLong size) {
        return new TarStream(in, checksum, size, ArchiveLimits.STANDARD, StandardCharsets.UTF_8, warning -> {});
    }

    private void pour(byte[] served, byte[] meant, OptionalLong size) throws IOException, InterruptedException {
        stream(new ByteArrayInputStream(served), Pouring.checksum(meant), size).pour(sink);
    }

    @Test
    void anotherDigestIsReportedWithBothValues() {
        byte[] other = tar().file("a", "other").end().bytes();

        assertThatExceptionOfType(WrongDigestException.class)
                .isThrownBy(() -> pour(other, PLAIN, OptionalLong.empty()))
                .satisfies(e -> assertThat(e.expected()).isEqualTo(Pouring.checksum(PLAIN)))
                .satisfies(e -> assertThat(e.actual()).isEqualTo(Pouring.checksum(other)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo("wrong-digest"))
                .withMessage("expected %s but the artifact is %s", Pouring.checksum(PLAIN), Pouring.checksum(other));
    }

    @Test
    void theDigestCoversWhatTheArchiveDoesNotNeed() {
        byte[] padded = Arrays.copyOf(PLAIN, PLAIN.length + 300_000);

        assertThatExceptionOfType(WrongDigestException.class)
                .isThrownBy(() -> pour(padded, PLAIN, OptionalLong.empty()));
    }

    @Test
    void everyAlgorithmOfAManifestIsChecked() throws Exception {
        for (Checksum.Algorithm algorithm : Checksum.Algorithm.values()) {
            var digest = algorithm.newDigest();
            digest.update(ZSTD);
            stream(new ByteArrayInputStream(ZSTD), Checksum.of(algorithm, digest), OptionalLong.of(ZSTD.length))
                    .pour(sink);
        }
        assertThat(sink.contents.get("a")).isEqualTo(RANDOM);
    }

    @Test
    void aBrokenArchiveOfAnotherDigestIsReportedAsAnotherDigest() {
        byte[] page = "<html>gateway timeout</html>".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        byte[] damaged = GZIP.clone();
        damaged[1_000_000] ^= 0x55;
        for (byte[] served : new byte[][] {page, damaged, new byte[0]}) {
            assertThatExceptionOfType(WrongDigestException.class)
                    .isThrownBy(() -> pour(served, GZIP, OptionalLong.empty()))
                    .satisfies(e -> assertThat(e.actual()).isEqualTo(Pouring.checksum(served)))
                    .satisfies(e ->
                            assertThat(e.getSuppressed()).singleElement().isInstanceOf(InvalidArchiveException.class));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {0, 100, 2_000_000})
    void aCutArtifactIsReportedByItsSize(int length) {
        assertThatExceptionOfType(WrongSizeException.class)
                .isThrownBy(() -> pour(Arrays.copyOf(GZIP, length), GZIP, OptionalLong.of(GZIP.length)))
                .satisfies(e -> assertThat(e.expected()).isEqualTo(GZIP.length))
                .satisfies(e -> assertThat(e.actual()).isEqualTo(length))
                .satisfies(e -> assertThat(e.kind()).isEqualTo("wrong-size"));
    }

    @Test
    void anArtifactThatIsTooLongIsNotReadToItsEnd() {
        InputStream endless = new FilterInputStream(new ByteArrayInputStream(GZIP)) {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                int n = super.read(b, off, len);
                return n < 0 ? len : n;
            }
        };
        assertThatExceptionOfType(WrongSizeException.class)
                .isThrownBy(() -> stream(endless, Pouring.checksum(GZIP), OptionalLong.of(GZIP.length))
                        .pour(sink))
                .withMessageContaining("has more");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {0, 1, 1000, 2_000_000})
    void aFailureOfTheSourcePassesUnchanged(int after) {
        for (byte[] artifact : new byte[][] {
            PLAIN, GZIP, ZSTD, TarBytes.packed(tar().file("a", RANDOM).end().bytes(), BZip2CompressorOutputStream::new)
        }) {
            IOException reset = new IOException("connection reset");
            assertThat(catchThrowable(() -> stream(
                                    failing(artifact, after, reset), Pouring.checksum(artifact), OptionalLong.empty())
                            .pour(sink)))
                    .isSameAs(reset);
        }
    }

    @Test
    void aFailureOfTheSourceCountsMoreThanADamageBeforeIt() {
        byte[] damaged = GZIP.clone();
        damaged[1000] ^= 0x55;
        IOException reset = new IOException("must restart");

        assertThat(catchThrowable(
                        () -> stream(failing(damaged, 2_500_000, reset), Pouring.checksum(GZIP), OptionalLong.empty())
                                .pour(sink)))
                .isSameAs(reset);
    }

    @Test
    void anUncheckedFailureOfTheSourcePassesUnchanged() {
        IllegalStateException bug = new IllegalStateException("a source's own bug");
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(ZSTD)) {
            private int reads;

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                if (++reads > 3) {
                    throw bug;
                }
                return super.read(b, off, Math.min(len, 1000));
            }
        };
        assertThat(catchThrowable(() -> stream(broken, Pouring.checksum(ZSTD), OptionalLong.empty())
                        .pour(sink)))
                .isSameAs(bug);
    }

    private static InputStream failing(byte[] bytes, int after, IOException failure) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int left = after;

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                if (left == 0) {
                    throw failure;
                }
                int n = super.read(b, off, Math.min(len, left));
                left -= n;
                return n;
            }
        };
    }

    @Test
    void aFailureOfTheSinkPassesUnchangedAndClosesTheSource() {
        IOException full = new IOException("no space left on device");
        CountDownLatch closed = new CountDownLatch(1);
        InputStream in = new FilterInputStream(new ByteArrayInputStream(ZSTD)) {
            @Override
            public void close() {
                closed.countDown();
            }
        };
        TreeSink failing = new TreeSink() {
            @Override
            public void put(TreeEntry header, InputStream content) throws IOException {
                throw full;
            }

            @Override
            public void copy(TreeEntry header, String earlierPath) {}
        };

        assertThat(catchThrowable(() ->
                        stream(in, Pouring.checksum(ZSTD), OptionalLong.empty()).pour(failing)))
                .isSameAs(full);
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void whatTheSinkLeavesUnreadIsSkipped() throws Exception {
        RecordingSink names = new RecordingSink();
        TreeSink lazy = new TreeSink() {
            @Override
            public void put(TreeEntry header, InputStream content) throws IOException {
                names.told.add(header.toString() + " " + content.read());
            }

            @Override
            public void copy(TreeEntry header, String earlierPath) {}
        };
        stream(new ByteArrayInputStream(GZIP), Pouring.checksum(GZIP), OptionalLong.empty())
                .pour(lazy);

        assertThat(names.told).containsExactly("FILE a " + (RANDOM[0] & 0xff), "FILE b 98");
    }

    @Test
    void aStreamIsPouredOnce() throws Exception {
        TarStream stream = stream(new ByteArrayInputStream(GZIP), Pouring.checksum(GZIP), OptionalLong.empty());
        stream.pour(sink);

        assertThatThrownBy(() -> stream.pour(sink)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void interruptionEndsAPourWhoseSourceHangs() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        InputStream hanging = new FilterInputStream(new ByteArrayInputStream(Arrays.copyOf(ZSTD, 2_000_000))) {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                int n = super.read(b, off, len);
                if (n < 0) {
                    reading.countDown();
                    awaitUninterruptibly(closed);
                    throw new IOException("closed");
                }
                return n;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread pouring = new Thread(() -> thrown.set(catchThrowable(() ->
                stream(hanging, Pouring.checksum(ZSTD), OptionalLong.empty()).pour(sink))));
        pouring.start();
        reading.await();
        pouring.interrupt();
        pouring.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(threads()).isZero();
    }

    /** As deaf to interruption as a socket is. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // goes on waiting
            }
        }
    }
}
