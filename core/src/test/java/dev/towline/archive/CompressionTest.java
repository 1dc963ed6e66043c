package dev.towline.archive;

import static dev.towline.archive.Pouring.accepted;
import static dev.towline.archive.Pouring.rejected;
import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.towline.testkit.TarBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

    private static final byte[] RANDOM = new byte[100_000];

    static {
        new Random(1).nextBytes(RANDOM);
    }

    private static final byte[] TAR =
            tar().file("a", RANDOM).file("b", "b").end().bytes();

    static Stream<Arguments> packings() {
        return Stream.of(
                Arguments.of(Named.of("gzip", (TarBytes.Packing) GZIPOutputStream::new)),
                Arguments.of(Named.of("zstd", (TarBytes.Packing) ZstdOutputStream::new)),
                Arguments.of(Named.of("xz", (TarBytes.Packing) XZCompressorOutputStream::new)),
                Arguments.of(Named.of("bzip2", (TarBytes.Packing) BZip2CompressorOutputStream::new)));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("packings")
    @DisplayName("F1 all members, streams and frames are read")
    void members(TarBytes.Packing packing) throws Exception {
        byte[] whole = TarBytes.packed(TAR, packing);
        byte[] three = join(
                TarBytes.packed(Arrays.copyOf(TAR, 300), packing),
                TarBytes.packed(new byte[0], packing),
                TarBytes.packed(Arrays.copyOfRange(TAR, 300, TAR.length), packing));

        assertThat(accepted(whole).contents.get("a")).isEqualTo(RANDOM);
        RecordingSink sink = accepted(three);
        assertThat(sink.contents.get("a")).isEqualTo(RANDOM);
        assertThat(sink.text("b")).isEqualTo("b");
    }

    @Test
    @DisplayName("F1 skippable zstd frames are skipped, at the beginning too")
    void skippableFrames() throws Exception {
        byte[] skippable = {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};

        assertThat(accepted(join(skippable, TarBytes.zstd(TAR), skippable)).text("b"))
                .isEqualTo("b");
    }

    @ParameterizedTest
    @MethodSource("packings")
    @DisplayName("F2 junk after the last member is rejected")
    void junk(TarBytes.Packing packing) {
        byte[] whole = TarBytes.packed(TAR, packing);
        for (byte[] junk : new byte[][] {
            {1}, {0}, "junk, and more of it".getBytes(StandardCharsets.UTF_8), {0x1f, (byte) 0x8b}, RANDOM
        }) {
            assertThat(rejected(join(whole, junk))).hasMessageContaining("data is");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {-1, -4, -8, -9, -5000, 11, 3})
    @DisplayName("F3 gzip data that is cut or has a wrong checksum or length is rejected")
    void gzipDamage(int at) {
        byte[] gzip = TarBytes.gzip(TAR);
        int position = at < 0 ? gzip.length + at : at;
        byte[] cut = Arrays.copyOf(gzip, position);
        assertThat(rejected(cut)).hasMessageContaining("gzip data is damaged");
        if (at < 0 && at >= -8) {
            byte[] flipped = gzip.clone();
            flipped[position] ^= 1;
            assertThat(rejected(flipped)).hasMessageContaining("gzip data is damaged");
        }
    }

    @Test
    @DisplayName("F3 damage in the middle names the entry it hit")
    void damageIsLocated() {
        byte[] big = new byte[3 << 20];
        new Random(2).nextBytes(big);
        byte[] gzip = tar().file("small", "").file("big", big).end().gzip();

        assertThat(rejected(Arrays.copyOf(gzip, 2 << 20)))
                .hasMessageContaining("entry 2 \"big\": the gzip data is damaged");
    }

    @ParameterizedTest
    @MethodSource("packings")
    @DisplayName("F4 compressed data that is cut inside a member is rejected")
    void cut(TarBytes.Packing packing) {
        byte[] whole = TarBytes.packed(TAR, packing);
        for (int length : new int[] {whole.length - 1, whole.length - 3, whole.length / 2, 30}) {
            assertThat(rejected(Arrays.copyOf(whole, length))).hasMessageContaining("damaged");
        }
    }

    @Test
    @DisplayName("F4 zstd data that is cut between two frames, or shortly after, is rejected")
    void cutBetweenFrames() {
        byte[] first = TarBytes.zstd(Arrays.copyOf(TAR, 512 + RANDOM.length + 352));
        byte[] both = join(first, TarBytes.zstd(Arrays.copyOfRange(TAR, 512 + RANDOM.length + 352, TAR.length)));

        assertThat(rejected(first)).hasMessageContaining("ends without its end marker");
        for (int more = 1; more < 14; more++) {
            assertThat(rejected(Arrays.copyOf(both, first.length + more)))
                    .hasMessageContaining("entry 2")
                    .hasMessageContaining("damaged");
        }
        assertThat(rejected(TarBytes.zstd(new byte[0]))).hasMessage("the zstd data is empty");
    }

    @Test
    @DisplayName("F5 a zstd window of more than 128 MiB is rejected, one of 128 MiB is not")
    void window() throws Exception {
        assertThat(accepted(zstdFrame(0, (27 - 10) << 3)).text("b")).isEqualTo("b");
        assertThat(rejected(zstdFrame(0, (27 - 10) << 3 | 1))).hasMessageContaining("memory");
        assertThat(rejected(zstdFrame(0, (28 - 10) << 3))).hasMessageContaining("memory");
        assertThat(rejected(zstdFrame(0, (41 - 10) << 3))).hasMessageContaining("memory");
    }

    @Test
    @DisplayName("F5 a zstd frame that needs a dictionary is rejected")
    void dictionary() {
        assertThat(rejected(zstdFrame(1, 10 << 3, 77)))
                .hasMessageContaining("zstd data")
                .hasMessageContaining("ictionary");
    }

    /** A frame of raw blocks that hold {@link #TAR}; descriptor, window descriptor, dictionary id. */
    private static byte[] zstdFrame(int... header) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});
        for (int b : header) {
            frame.write(b);
        }
        int at = 0;
        while (at < TAR.length) {
            int size = Math.min(100_000, TAR.length - at);
            int block = size << 3 | (at + size == TAR.length ? 1 : 0);
            frame.write(block);
            frame.write(block >> 8);
            frame.write(block >> 16);
            frame.write(TAR, at, size);
            at += size;
        }
        return frame.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("packings")
    @DisplayName("F6 a bomb is rejected at the quota of bytes")
    void bomb(TarBytes.Packing packing) {
        byte[] bomb = TarBytes.packed(
                tar().file("zeros", new byte[5 << 20]).raw(new byte[5 << 20]).bytes(), packing);

        assertThat(QuantityTest.tooLarge(ArchiveLimits.STANDARD.unpacked(4 << 20), bomb).sink.told)
                .isEmpty();
        assertThat(QuantityTest.tooLarge(ArchiveLimits.STANDARD.unpacked(6 << 20), bomb).sink.told)
                .hasSize(1);
    }

    @ParameterizedTest(name = "{0} MiB")
    @ValueSource(ints = {60, 70})
    @DisplayName("F6 a ratio over 1000:1 only warns, and only after 64 MiB")
    void ratio(int mib) throws Exception {
        byte[] bomb = tar().file("zeros", new byte[mib << 20]).end().zstd();
        assertThat(((long) mib << 20) / bomb.length).isGreaterThan(1000);

        assertThat(Pouring.with(ArchiveLimits.STANDARD).pour(bomb).warnings).hasSize(mib > 64 ? 1 : 0);
    }
}
