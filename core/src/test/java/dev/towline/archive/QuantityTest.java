package dev.towline.archive;

import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.towline.testkit.TarBytes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuantityTest {

    /** Pours what has to be refused for its size, and says what was given on before. */
    static Pouring tooLarge(ArchiveLimits limits, byte[] artifact) {
        Pouring pouring = Pouring.with(limits);
        assertThatExceptionOfType(ArchiveException.class)
                .isThrownBy(() -> pouring.pour(artifact))
                .satisfies(e -> assertThat(e.kind()).isEqualTo("too-large"));
        return pouring;
    }

    @Test
    @DisplayName("G1 more entries than the limit are refused, parents that are left out count")
    void entries() throws Exception {
        byte[] ten = tar().file("a/b/1", "")
                .file("a/b/2", "")
                .dir("a")
                .file("a/b/3", "")
                .end()
                .bytes();

        assertThat(Pouring.with(ArchiveLimits.STANDARD.entries(6)).pour(ten).sink.contents)
                .hasSize(3);
        assertThat(tooLarge(ArchiveLimits.STANDARD.entries(5), ten).sink.contents)
                .hasSize(2);
    }

    @Test
    @DisplayName("G1 50,000 empty entries are no trouble")
    void manyEntries() throws Exception {
        TarBytes tar = tar();
        for (int i = 0; i < 50_000; i++) {
            tar.file("d" + i % 100 + "/f" + i, "");
        }
        assertThat(Pouring.accepted(tar).contents).hasSize(50_000);
    }

    @Test
    @DisplayName("G1 all names together are bounded")
    void names() {
        TarBytes tar = tar();
        for (int i = 0; i < 9; i++) {
            tar.longName("n".repeat(250) + "/" + "m".repeat(250) + i).file("x", "");
        }
        tooLarge(ArchiveLimits.STANDARD.entries(11), tar.end().bytes());
    }

    @Test
    @DisplayName("G2 a file over the limit of unpacked bytes is refused before any of it is given on")
    void unpackedBytes() throws Exception {
        byte[] archive = tar().file("a", new byte[1000])
                .file("b", new byte[5000])
                .end()
                .raw(new byte[8192])
                .bytes();

        assertThat(tooLarge(ArchiveLimits.STANDARD.unpacked(5000), archive).sink.told)
                .containsExactly("FILE a");
        tooLarge(ArchiveLimits.STANDARD.unpacked(archive.length - 1), archive);
        assertThat(Pouring.with(ArchiveLimits.STANDARD.unpacked(archive.length)).pour(archive).sink.contents)
                .hasSize(2);
    }

    @Test
    @DisplayName("G2 stored bytes over the limit are refused")
    void storedBytes() throws Exception {
        byte[] archive = tar().file("a", new byte[100_000]).end().bytes();

        tooLarge(ArchiveLimits.STANDARD.stored(archive.length - 1), archive);
        assertThat(Pouring.with(ArchiveLimits.STANDARD.stored(archive.length)).pour(archive).sink.contents)
                .hasSize(1);
    }

    @Test
    @DisplayName("G3 hard links to one big file are refused by the quota before the excess is copied")
    void manyCopies() {
        TarBytes tar = tar().file("big", new byte[1 << 20]);
        for (int i = 0; i < 1000; i++) {
            tar.hardlink("copy" + i, "big");
        }
        assertThat(tooLarge(ArchiveLimits.STANDARD.unpacked(10 << 20), tar.end().bytes()).sink.told)
                .hasSizeBetween(5, 9);
    }
}
