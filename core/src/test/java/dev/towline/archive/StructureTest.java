package dev.towline.archive;

import static dev.towline.archive.Pouring.accepted;
import static dev.towline.archive.Pouring.rejected;
import static dev.towline.testkit.TarBytes.BLOCK;
import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.archive.ArchiveLimits.Option;
import dev.towline.testkit.TarBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructureTest {

    private static final ArchiveLimits LAST_WINS = ArchiveLimits.STANDARD.with(Option.LAST_WINS);

    @ParameterizedTest(name = "checksum \"{0}\"")
    @ValueSource(strings = {"000000", "", "        ", "017777", "junk"})
    @DisplayName("D1 a header with a wrong or blank checksum is rejected")
    void checksum(String text) {
        assertThat(rejected(tar().file("ok", "x").entry('0', "x", header -> header.checksum(text))))
                .hasMessageContaining("entry 2")
                .hasMessageContaining("checksum");
        assertThat(rejected(tar().entry('0', "x", header -> header.checksum(text))))
                .hasMessageContaining("not a tar archive");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {512, 513, 1023, 1024, 1500})
    @DisplayName("D2 an archive that is cut inside a file is rejected")
    void cutInContent(int length) {
        byte[] cut = tar().file("a/big", new byte[1100]).end().cut(length).bytes();

        assertThat(rejected(cut)).hasMessageContaining("entry 1 \"a/big\"").hasMessageContaining("cut");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1024, 1025, 1300, 1535, 1536, 1537, 2047, 2048, 2049, 2559})
    @DisplayName("D3 an archive that is cut in a header or in its end marker is rejected")
    void cutElsewhere(int length) {
        byte[] cut = tar().file("a", "x").file("b", "").end().cut(length).bytes();

        assertThat(rejected(cut)).hasMessageContaining("cut");
    }

    @Test
    @DisplayName("D4 bytes after the end marker are rejected, zeros are not")
    void afterTheEnd() throws Exception {
        byte[] second = tar().file("hidden", "x").end().bytes();
        assertThat(rejected(tar().file("a", "x").end().raw(second))).hasMessageContaining("followed by more bytes");
        assertThat(rejected(tar().file("a", "x").end().raw(new byte[20000]).raw(new byte[] {1})))
                .hasMessageContaining("followed by more bytes");
        assertThat(accepted(tar().file("a", "x").end().raw(new byte[100_001])).text("a"))
                .isEqualTo("x");
    }

    @Test
    @DisplayName("D5 an entry after one zero block is rejected")
    void zeroBlockInside() {
        assertThat(rejected(tar().file("a", "x").raw(new byte[BLOCK]).file("b", "x")))
                .hasMessageContaining("zero block");
    }

    @Test
    @DisplayName("D6 an empty archive is rejected unless it is allowed")
    void empty() throws Exception {
        Pouring lenient = Pouring.with(ArchiveLimits.STANDARD.with(Option.ALLOW_EMPTY));
        for (TarBytes tar : new TarBytes[] {
            tar(), tar().raw(new byte[9216]), tar().dir("./").dir("a")
        }) {
            byte[] archive = tar.end().bytes();
            assertThat(rejected(archive))
                    .hasMessageContaining("allow_empty")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo("empty-archive"));
            lenient.pour(archive);
        }
        assertThat(lenient.sink.told).containsExactly("DIRECTORY ", "DIRECTORY a");
        assertThat(rejected(new byte[0]))
                .hasMessage("the artifact is empty")
                .satisfies(e -> assertThat(e.kind()).isEqualTo("empty-archive"));
        assertThat(rejected(TarBytes.gzip(new byte[0]))).hasMessage("the gzip data is empty");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an HTML page, <!DOCTYPE html><html>404</html>",
        "an HTML page, '  <HTML><head>'",
        "an XML document, <?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
        "a Git LFS pointer, version https://git-lfs.github.com/spec/v1",
        "a zip file, 'PK\u0005\u0006'",
        "probably a JSON document, {\"error\":1}",
        "something unknown, hello"
    })
    @DisplayName("D7 what is no tar archive is named")
    void namedKinds(String kind, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        byte[] page = Arrays.copyOf(bytes, 5000);

        assertThat(rejected(bytes)).hasMessage("the artifact is " + kind + ", not a tar archive");
        assertThat(rejected(page)).hasMessage("the artifact is " + kind + ", not a tar archive");
        assertThat(rejected(TarBytes.gzip(bytes))).hasMessage("the gzip data holds " + kind + ", not a tar archive");
    }

    @Test
    @DisplayName("D7 a real zip file and compression inside compression are named")
    void zip() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
            zip.putNextEntry(new ZipEntry("a"));
        }
        assertThat(rejected(zipped.toByteArray())).hasMessageContaining("a zip file");
        assertThat(rejected(TarBytes.gzip(tar().file("a", "x").end().gzip())))
                .hasMessage("the gzip data holds gzip data, not a tar archive");
    }

    @Test
    @DisplayName("D8 a second file or link of the same name is rejected, or wins where that is allowed")
    void duplicates() throws Exception {
        byte[] files = tar().file("a", "old").file("./a", "new").end().bytes();
        byte[] links = tar().symlink("l", "old").symlink("l", "new").end().bytes();

        assertThat(rejected(files)).hasMessageContaining("entry 2").hasMessageContaining("already has a file");
        assertThat(rejected(links)).hasMessageContaining("already has a symbolic link");
        assertThat(Pouring.with(LAST_WINS).pour(files).sink.text("a")).isEqualTo("new");
        assertThat(Pouring.with(LAST_WINS).pour(links).sink.entry("l").linkTarget())
                .contains("new");
        assertThat(accepted(tar().dir("d", 0700).dir("d", 0711).file("d/x", ""))
                        .entry("d")
                        .mode())
                .isEqualTo(0711);
    }

    @Test
    @DisplayName("D9 file over directory, directory over file and child under file are rejected, last-wins or not")
    void typeChanges() {
        for (TarBytes tar : new TarBytes[] {
            tar().dir("a").file("a", "x"),
            tar().file("a/b", "x").file("a", "x"),
            tar().file("a", "x").dir("a"),
            tar().file("a", "x").file("a/b", "x"),
            tar().file("a", "x").file("a/b/c", "x")
        }) {
            byte[] archive = tar.end().bytes();
            assertThat(rejected(archive)).hasMessageContaining("entry 2");
            assertThat(Pouring.with(LAST_WINS).rejects(archive)).hasMessageContaining("entry 2");
        }
    }

    @Test
    @DisplayName("D10 a size that is huge, negative or no number is rejected before anything is read for it")
    void sizes() {
        assertThat(rejected(tar().entry('0', "x", header -> header.base256(124, 12, -1))))
                .hasMessageContaining("negative");
        assertThat(rejected(tar().entry('0', "x", header -> header.text(124, 12, "-1"))))
                .hasMessageContaining("not an octal");
        assertThat(rejected(tar().entry('0', "x", header -> header.text(124, 12, "0x10"))))
                .hasMessageContaining("not an octal");
        assertThat(rejected(tar().entry(
                                '0',
                                "x",
                                header -> header.bytes(
                                        124, 12, new byte[] {(byte) 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))))
                .hasMessageContaining("63 bits");
        assertThat(rejected(tar().pax("size", "-1").file("x", ""))).hasMessageContaining("negative");
        assertThat(rejected(tar().pax("size", "ten").file("x", ""))).hasMessageContaining("not a number");
        assertThat(rejected(tar().pax("size", "9".repeat(30)).file("x", ""))).hasMessageContaining("not a number");
        for (TarBytes tar : new TarBytes[] {
            tar().entry('0', "x", header -> header.base256(124, 12, 1L << 62)),
            tar().entry('0', "x", header -> header.base256(124, 12, Long.MAX_VALUE)),
            tar().entry('0', "x", header -> header.text(124, 12, "777777777777")),
            tar().pax("size", "999999999999999999").file("x", "")
        }) {
            assertThat(QuantityTest.tooLarge(ArchiveLimits.STANDARD, tar.end().bytes()).sink.told)
                    .isEmpty();
        }
    }
}
