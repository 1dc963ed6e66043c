package dev.towline.archive;

import static dev.towline.archive.Pouring.accepted;
import static dev.towline.archive.Pouring.rejected;
import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.archive.ArchiveLimits.Option;
import dev.towline.sync.TreeEntry.Owner;
import dev.towline.sync.TreeEntry.Type;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypesAndModesTest {

    @ParameterizedTest(name = "type {0}")
    @ValueSource(chars = {'3', '4', '6'})
    @DisplayName("C1 devices and FIFOs are rejected")
    void devices(char type) {
        assertThat(rejected(tar().entry(
                                type, "dev/x", header -> header.octal(329, 8, 1).octal(337, 8, 3))))
                .hasMessageContaining("entry 1 \"dev/x\"");
    }

    @ParameterizedTest(name = "type {0}")
    @ValueSource(chars = {'V', 'M', 'D', 'N', 'S', 'A', 'X', 'E', 'I', '8', 'z', '\u00ff'})
    @DisplayName("C2 unknown and special types are rejected")
    void unknownTypes(char type) {
        assertThat(rejected(tar().entry(type, "x", header -> header.size(0)))).hasMessageContaining("entry 1 \"x\"");
        assertThat(rejected(tar().entry(type, "x", header -> header.gnu()))).hasMessageContaining("entry 1 \"x\"");
    }

    @Test
    @DisplayName("C2 sparse files are rejected in every PAX form")
    void sparse() {
        assertThat(rejected(tar().pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0")
                        .file("x", "x")))
                .hasMessageContaining("sparse");
        assertThat(rejected(tar().pax("GNU.sparse.size", "10").file("x", "x"))).hasMessageContaining("sparse");
        assertThat(rejected(tar().pax("SCHILY.realsize", "10").file("x", "x"))).hasMessageContaining("sparse");
        assertThat(rejected(tar().global("GNU.sparse.size", "10").file("x", "x")))
                .hasMessageContaining("sparse");
    }

    @Test
    @DisplayName("C3 contiguous files, V7 files and V7 directories are taken")
    void oldTypes() throws Exception {
        RecordingSink sink = accepted(tar().entry('7', "contiguous", header -> header.size(1))
                .content(new byte[] {'c'})
                .entry('\0', "old", header -> header.v7().size(1))
                .content(new byte[] {'o'})
                .entry('\0', "dir/", header -> header.v7())
                .entry('0', "gnu", header -> header.gnu().size(1))
                .content(new byte[] {'g'}));

        assertThat(sink.text("contiguous")).isEqualTo("c");
        assertThat(sink.text("old")).isEqualTo("o");
        assertThat(sink.text("gnu")).isEqualTo("g");
        assertThat(sink.entry("dir").type()).isEqualTo(Type.DIRECTORY);
    }

    @Test
    @DisplayName("C3 a header of no known format is rejected")
    void unknownFormat() {
        assertThat(rejected(tar().file("ok", "").entry('0', "x", header -> header.text(257, 6, "tsuar"))))
                .hasMessageContaining("no known tar format");
    }

    @Test
    @DisplayName("C4 a file with a trailing slash and content is rejected")
    void fileNamedLikeADirectory() {
        assertThat(rejected(tar().entry('0', "d/", header -> header.size(512))
                        .raw(tar().file("hidden", "").bytes())))
                .hasMessageContaining("named like a directory");
        assertThat(rejected(tar().pax("path", "d/").file("x", "content")))
                .hasMessageContaining("named like a directory");
    }

    @ParameterizedTest(name = "type {0}")
    @ValueSource(chars = {'1', '2', '5'})
    @DisplayName("C5 a link or directory with content is rejected")
    void contentWhereNoneBelongs(char type) {
        byte[] hidden = tar().file("hidden", "").bytes();
        assertThat(rejected(tar().file("f", "")
                        .entry(type, "x", header -> header.link("f").size(512))
                        .raw(hidden)))
                .hasMessageContaining("entry 2 \"x\": it is no regular file but has 512 bytes");
        assertThat(rejected(tar().file("f", "")
                        .pax("size", "512")
                        .entry(type, "x", header -> header.link("f"))
                        .raw(hidden)))
                .hasMessageContaining("512 bytes");
        assertThat(rejected(tar().file("f", "").entry(type == '5' ? '1' : type, "x/", header -> header.link("f"))))
                .hasMessageContaining("named like a directory");
    }

    @Test
    @DisplayName("C6 setuid, setgid and sticky bits are cleared with one warning that counts them")
    void specialBits() throws Exception {
        byte[] archive = tar().file("su", 04755, new byte[0])
                .file("sg", 02755, new byte[0])
                .dir("tmp", 01777)
                .end()
                .bytes();
        Pouring cleared = Pouring.with(ArchiveLimits.STANDARD).pour(archive);
        Pouring kept = Pouring.with(ArchiveLimits.STANDARD.with(Option.KEEP_SPECIAL_BITS))
                .pour(archive);

        assertThat(cleared.sink.entry("su").mode()).isEqualTo(0755);
        assertThat(cleared.sink.entry("sg").mode()).isEqualTo(0755);
        assertThat(cleared.sink.entry("tmp").mode()).isEqualTo(0777);
        assertThat(cleared.warnings)
                .singleElement()
                .asString()
                .contains("setuid")
                .contains("3 entries");
        assertThat(kept.sink.entry("su").mode()).isEqualTo(04755);
        assertThat(kept.sink.entry("tmp").mode()).isEqualTo(01777);
        assertThat(kept.warnings).isEmpty();
    }

    @Test
    @DisplayName("C7 modes are given on as they are, 000 with children and 0777 too; type bits are not part of them")
    void modes() throws Exception {
        RecordingSink sink = accepted(
                tar().dir("closed", 0).file("closed/f", 0777, new byte[0]).file("t", 0100640, new byte[0]));

        assertThat(sink.entry("closed").mode()).isZero();
        assertThat(sink.entry("closed/f").mode()).isEqualTo(0777);
        assertThat(sink.entry("t").mode()).isEqualTo(0640);
    }

    @ParameterizedTest(name = "offset {0}")
    @ValueSource(ints = {100, 108, 116, 136})
    @DisplayName("C8 mode, uid, gid and mtime that are not octal are rejected")
    void notOctal(int offset) {
        assertThat(rejected(tar().entry('0', "x", header -> header.text(offset, 8, "0000689"))))
                .hasMessageContaining("not an octal number");
        assertThat(rejected(tar().entry('0', "x", header -> header.text(offset, 8, "-000001"))))
                .hasMessageContaining("not an octal number");
        assertThat(rejected(tar().entry('0', "x", header -> header.text(offset, 8, "12 34"))))
                .hasMessageContaining("not an octal number");
    }

    @Test
    @DisplayName("C8 a mode in base 256 is rejected")
    void base256Mode() {
        assertThat(rejected(tar().entry('0', "x", header -> header.base256(100, 8, 0644))))
                .hasMessageContaining("mode");
    }

    @Test
    @DisplayName("C9 base-256 and negative owners and times are taken, times clamped to 2^33 seconds")
    void base256() throws Exception {
        RecordingSink sink = accepted(tar().entry(
                        '0',
                        "big",
                        header -> header.base256(108, 8, 3_000_000_000L).base256(136, 12, 1L << 34))
                .entry('0', "negative", header -> header.base256(108, 8, -2).base256(136, 12, -1))
                .entry('0', "ancient", header -> header.base256(136, 12, Long.MIN_VALUE / 2)));

        assertThat(sink.entry("big").owner().uid()).isEqualTo(3_000_000_000L);
        assertThat(sink.entry("big").mtime()).isEqualTo(Instant.ofEpochSecond(1L << 33));
        assertThat(sink.entry("negative").owner().uid()).isEqualTo(-1);
        assertThat(sink.entry("negative").mtime()).isEqualTo(Instant.ofEpochSecond(-1));
        assertThat(sink.entry("ancient").mtime()).isEqualTo(Instant.ofEpochSecond(-(1L << 33)));
    }

    @Test
    @DisplayName("C9 owners and times beyond every range are rejected")
    void outOfRange() {
        assertThat(rejected(tar().entry('0', "x", header -> header.base256(108, 8, 1L << 40))))
                .hasMessageContaining("uid");
        assertThat(rejected(tar().entry(
                                '0',
                                "x",
                                header -> header.bytes(
                                        136, 12, new byte[] {(byte) 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1}))))
                .hasMessageContaining("mtime");
        assertThat(rejected(tar().pax("mtime", "1" + "0".repeat(30)).file("x", "")))
                .hasMessageContaining("mtime");
        assertThat(rejected(tar().pax("uid", "99999999999").file("x", ""))).hasMessageContaining("uid");
    }

    @Test
    @DisplayName("C9 a PAX mtime counts to the nanosecond, before 1970 too")
    void nanoseconds() throws Exception {
        RecordingSink sink = accepted(tar().pax("mtime", "1700000000.1234567891")
                .file("a", "")
                .pax("mtime", "-1.5")
                .file("b", "")
                .pax("mtime", "17")
                .file("c", ""));

        assertThat(sink.entry("a").mtime()).isEqualTo(Instant.ofEpochSecond(1_700_000_000L, 123_456_789));
        assertThat(sink.entry("b").mtime()).isEqualTo(Instant.ofEpochSecond(-2, 500_000_000));
        assertThat(sink.entry("c").mtime()).isEqualTo(Instant.ofEpochSecond(17));
    }

    @Test
    @DisplayName(
            "C10 owners are given on as the archive has them; what is done with them is not the archive's business")
    void owners() throws Exception {
        RecordingSink sink = accepted(tar().file("a", "")
                .pax("uname", "\u65e5", "uid", "7", "gname", "g", "gid", "8")
                .file("b", ""));

        assertThat(sink.entry("a").owner()).isEqualTo(new Owner("builder", 1000, "builders", 1000));
        assertThat(sink.entry("b").owner()).isEqualTo(new Owner("\u65e5", 7, "g", 8));
    }

    @Test
    @DisplayName("C11 extended attributes, ACLs and capabilities are ignored with one warning")
    void attributes() throws Exception {
        Pouring pouring = Pouring.with(ArchiveLimits.STANDARD)
                .pour(tar().pax("SCHILY.xattr.security.capability", "\1\0\0\2")
                        .file("a", "")
                        .pax("SCHILY.acl.access", "user::rwx")
                        .file("b", "")
                        .pax("LIBARCHIVE.xattr.user.x", "eA==", "comment", "hello")
                        .file("c", "")
                        .end()
                        .bytes());

        assertThat(pouring.sink.contents).hasSize(3);
        assertThat(pouring.warnings).singleElement().asString().contains("extended attributes");
    }
}
