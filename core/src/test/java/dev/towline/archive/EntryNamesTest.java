package dev.towline.archive;

import static dev.towline.archive.Pouring.accepted;
import static dev.towline.archive.Pouring.rejected;
import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.towline.testkit.TarBytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNamesTest {

    @Test
    @DisplayName("A1 an absolute path is rejected")
    void absolute() {
        assertThat(rejected(tar().file("/etc/x", "x"))).hasMessage("entry 1 \"/etc/x\": its name is an absolute path");
        assertThat(rejected(tar().file("//etc/x", "x"))).hasMessageContaining("absolute");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"..", "../x", "a/../x", "a/../../x", "a/..", "./..", "a/../"})
    @DisplayName("A2 a .. component is rejected wherever it is")
    void dotDot(String name) {
        assertThat(rejected(tar().file("ok", "x").file(name, "")))
                .hasMessageContaining("entry 2")
                .hasMessageContaining("\"..\"");
    }

    @Test
    @DisplayName("A3 .. and / are rejected when they come by prefix, PAX path or GNU long name")
    void finalNameCounts() {
        assertThat(rejected(tar().entry('0', "passwd", header -> header.prefix("../etc"))))
                .hasMessageContaining("\"..\"");
        assertThat(rejected(tar().entry('0', "passwd", header -> header.prefix("/etc"))))
                .hasMessageContaining("absolute");
        assertThat(rejected(tar().pax("path", "../x").file("fine", "x"))).hasMessageContaining("\"..\"");
        assertThat(rejected(tar().pax("path", "/x").file("fine", "x"))).hasMessageContaining("absolute");
        assertThat(rejected(tar().longName("a/../x").file("fine", "x"))).hasMessageContaining("\"..\"");
        assertThat(rejected(tar().longName("/x").file("fine", "x"))).hasMessageContaining("absolute");
    }

    @Test
    @DisplayName("A4 the root entry, leading ./, // and /./ are normalised")
    void normalised() throws Exception {
        RecordingSink sink =
                accepted(tar().dir("./", 0750).dir("./a//").file("./a//b", "1").file("a/./c", "2"));

        assertThat(sink.entries.keySet()).containsExactly("", "a", "a/b", "a/c");
        assertThat(sink.entry("").mode()).isEqualTo(0750);
    }

    @Test
    @DisplayName("A4 parents that the archive leaves out come first as plain directories, the real one may follow")
    void implicitParents() throws Exception {
        RecordingSink sink =
                accepted(tar().file("a/b/c", "1").file("a/b/d", "2").dir("a", 0700));

        assertThat(sink.told)
                .containsExactly("DIRECTORY a", "DIRECTORY a/b", "FILE a/b/c", "FILE a/b/d", "DIRECTORY a");
        assertThat(sink.entry("a/b").mode()).isEqualTo(0755);
        assertThat(sink.entry("a/b").mtime()).isEqualTo(Instant.ofEpochSecond(TarBytes.MTIME));
        assertThat(sink.entry("a").mode()).isEqualTo(0700);
    }

    @Test
    @DisplayName("A5 only a directory may be the root, and no name may be empty")
    void rootIsDirectory() {
        assertThat(rejected(tar().file(".", "x"))).hasMessageContaining("is that of a directory");
        assertThat(rejected(tar().file("", "x"))).hasMessageContaining("empty");
        assertThat(rejected(tar().file("./.", "x"))).hasMessageContaining("is that of a directory");
        assertThat(rejected(tar().file("a/.", "x"))).hasMessageContaining("is that of a directory");
        assertThat(rejected(tar().hardlink(".", "x"))).hasMessageContaining("is that of a directory");
        assertThat(rejected(tar().pax("path", "").file("x", "x"))).hasMessageContaining("empty");
    }

    @Test
    @DisplayName("A6 a symbolic link named . or .. is rejected")
    void dotLinks() {
        assertThat(rejected(tar().symlink(".", "x"))).hasMessageContaining("is that of a directory");
        assertThat(rejected(tar().symlink("..", "x"))).hasMessageContaining("\"..\"");
    }

    @Test
    @DisplayName("A7 a NUL in a PAX name is rejected")
    void nul() {
        assertThat(rejected(tar().pax("path", "a\0b").file("x", "x"))).hasMessageContaining("NUL");
        assertThat(rejected(tar().longName("a\0b").file("x", "x"))).hasMessageContaining("NUL");
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(strings = {"a\nb", "a\u001b[2Jb", "a\tb", "a\u007fb", "a\rb"})
    @DisplayName("A8 a control character is rejected and escaped in the message")
    void controls(String name) {
        assertThat(rejected(tar().file(name, "x")))
                .hasMessageContaining("control character")
                .hasMessageMatching("\\p{Print}+")
                .satisfies(e -> assertThat(e.entry())
                        .hasValueSatisfying(entry -> assertThat(entry).contains("\\u00")));
    }

    @Test
    @DisplayName("A8 a name is cut to 200 characters in the message")
    void longNamesAreCut() {
        assertThat(rejected(tar().pax("path", "a/".repeat(600) + "..").file("x", "x")))
                .satisfies(e -> assertThat(e.entry())
                        .hasValueSatisfying(
                                entry -> assertThat(entry).hasSize(200).endsWith("...")))
                .satisfies(e -> assertThat(e.ordinal()).hasValue(1));
    }

    @Test
    @DisplayName("A9 a name that is not UTF-8 is rejected")
    void invalidUtf8() {
        byte[] latin1 = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(rejected(tar().entry('0', "", header -> header.bytes(0, 100, latin1))))
                .hasMessageContaining("not UTF-8");
        assertThat(rejected(
                        tar().meta('x', "p", TarBytes.paxRecord("path", latin1)).file("x", "x")))
                .hasMessageContaining("not UTF-8");
        byte[] overlong = {'a', (byte) 0xc0, (byte) 0xaf, 'b'};
        assertThat(rejected(tar().entry('0', "", header -> header.bytes(0, 100, overlong))))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    @DisplayName("A9 a valid name replaces one that an extended header had to cut inside a character")
    void onlyTheFinalNameHasToBeUtf8() throws Exception {
        byte[] cut = {'a', (byte) 0xc3};
        assertThat(accepted(tar().pax("path", "a\u00e9").entry('0', "", header -> header.bytes(0, 100, cut))).entries)
                .containsOnlyKeys("a\u00e9");
    }

    @Test
    @DisplayName("A10 a name that the JVM cannot express is refused with the remedy")
    void inexpressible() throws Exception {
        byte[] japanese = tar().file("\u65e5\u672c", "x").end().bytes();
        byte[] link = tar().symlink("l", "\u65e5").end().bytes();

        assertThatExceptionOfType(ArchiveException.class)
                .isThrownBy(() -> Pouring.with(StandardCharsets.US_ASCII).pour(japanese))
                .withMessageContaining("LC_ALL=C.UTF-8")
                .satisfies(e -> assertThat(e.kind()).isEqualTo("unsupported-locale"));
        assertThatExceptionOfType(ArchiveException.class)
                .isThrownBy(() -> Pouring.with(StandardCharsets.US_ASCII).pour(link));
        assertThat(Pouring.with(StandardCharsets.UTF_8).pour(japanese).sink.text("\u65e5\u672c"))
                .isEqualTo("x");
    }

    @Test
    @DisplayName("A11 too long components and paths and too deep ones are rejected, the longest allowed are not")
    void tooLong() throws Exception {
        String c255 = "c".repeat(255);
        String p4095 = (c255 + "/").repeat(15) + c255;
        assertThat(accepted(tar().longName(p4095).file("x", "x")).text(p4095)).isEqualTo("x");
        assertThat(accepted(tar().longName("d/".repeat(127) + "f").file("x", "x")).entries)
                .hasSize(128);

        assertThat(rejected(tar().longName("c".repeat(256)).file("x", "x"))).hasMessageContaining("255 bytes");
        assertThat(rejected(tar().longName("\u00e9".repeat(128)).file("x", "x")))
                .hasMessageContaining("255 bytes");
        assertThat(rejected(tar().longName(p4095 + "/c").file("x", "x"))).hasMessageContaining("4095 bytes");
        assertThat(rejected(tar().longName("d/".repeat(128) + "f").file("x", "x")))
                .hasMessageContaining("128 components");
    }

    @Test
    @DisplayName("A12 backslash and colon are plain characters")
    void backslash() throws Exception {
        assertThat(accepted(tar().file("a\\..\\b", "1").file("C:x", "2")).contents)
                .containsOnlyKeys("a\\..\\b", "C:x");
        assertThat(accepted(tar().pax("path", "c\\d").file("x", "1")).contents).containsOnlyKeys("c\\d");
    }

    @Test
    @DisplayName("A13 a leading dash is a plain character")
    void dash() throws Exception {
        assertThat(accepted(tar().file("--checkpoint-action=exec=sh x", "1")).contents)
                .containsOnlyKeys("--checkpoint-action=exec=sh x");
    }

    @Test
    @DisplayName("A14 a name that Towline keeps for itself is rejected")
    void ownNames() throws Exception {
        assertThat(rejected(tar().file("a/.lobi-web.towline-1f2e/x", "x"))).hasMessageContaining("keeps for itself");
        assertThat(rejected(tar().dir(".x.towline-0"))).hasMessageContaining("keeps for itself");
        assertThat(accepted(tar().file("towline-agent.jar", "x")).contents).hasSize(1);
    }

    @Test
    @DisplayName("A15 names that differ only in case or Unicode form are all given on")
    void lookAlikes() throws Exception {
        assertThat(accepted(tar().file("Readme", "1")
                                .file("README", "2")
                                .file("\u00e9", "3")
                                .file("e\u0301", "4"))
                        .contents)
                .hasSize(4);
    }
}
