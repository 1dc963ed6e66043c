package dev.towline.archive;

import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.towline.testkit.TarBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives damaged at random, with the digest they then have: taken or rejected in the words of this package. */
class MutationTest {

    private static final ArchiveLimits SMALL =
            ArchiveLimits.STANDARD.unpacked(1 << 20).entries(100);

    static Stream<Arguments> packings() {
        return Stream.of(
                Arguments.of(Named.of("tar", (TarBytes.Packing) out -> out), 4000),
                Arguments.of(Named.of("gzip", (TarBytes.Packing) GZIPOutputStream::new), 1000),
                Arguments.of(Named.of("zstd", (TarBytes.Packing) ZstdOutputStream::new), 1000),
                Arguments.of(
                        Named.of("xz", (TarBytes.Packing) out -> new XZOutputStream(out, new LZMA2Options(0))), 300),
                Arguments.of(
                        Named.of("bzip2", (TarBytes.Packing) out -> new BZip2CompressorOutputStream(out, 1)), 200));
    }

    private static byte[] archive() {
        byte[] noise = new byte[3000];
        new Random(5).nextBytes(noise);
        return tar().global("comment", "0123456789")
                .dir("./")
                .file("./bin/app", 0755, noise)
                .longName("long/" + "n".repeat(200))
                .file("x", "long")
                .pax("path", "p\u00e4x", "mtime", "1.5", "size", "3")
                .file("y", "pax")
                .symlink("l", "bin/app")
                .hardlink("h", "bin/app")
                .entry('0', "old", header -> header.v7().size(3))
                .content("old".getBytes(StandardCharsets.UTF_8))
                .entry('0', "gnu", header -> header.gnu().base256(136, 12, 77))
                .end()
                .bytes();
    }

    @ParameterizedTest
    @MethodSource("packings")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void damageIsRejectedOrHarmless(TarBytes.Packing packing, int rounds) throws Exception {
        byte[] whole = TarBytes.packed(archive(), packing);
        Random random = new Random(20261123);
        int rejected = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = damaged(whole, random);
            try {
                Pouring.with(SMALL).pour(damaged);
            } catch (ArchiveException e) {
                rejected++;
                assertThat(e.getMessage()).matches("\\P{Cntrl}{5,900}");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round, e);
            }
        }
        assertThat(rejected).isGreaterThan(rounds / 3);
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
            if (random.nextInt(3) > 0 && bytes.length > at / 512 * 512 + 512) {
                mend(bytes, at / 512 * 512);
            }
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    /** Makes a damaged header's checksum right again, so that what lies behind the checksum is tried as well. */
    private static void mend(byte[] bytes, int block) {
        if (new String(bytes, block + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
            Arrays.fill(bytes, block + 148, block + 156, (byte) ' ');
            int sum = 0;
            for (int i = 0; i < 512; i++) {
                sum += bytes[block + i] & 0xff;
            }
            byte[] text = String.format("%06o", sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, bytes, block + 148, text.length);
            bytes[block + 154] = 0;
        }
    }
}
