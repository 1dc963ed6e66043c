package dev.towline.archive;

import static dev.towline.archive.Pouring.accepted;
import static dev.towline.archive.Pouring.rejected;
import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.TarBytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendedHeadersTest {

    private static final byte[] HIDDEN = tar().file("hidden", "x").bytes();

    @Test
    @DisplayName("E1 an honest PAX size is honoured")
    void honestSize() throws Exception {
        RecordingSink sink = accepted(tar().pax("size", "3")
                .entry('0', "a", header -> header.size(3))
                .content(new byte[] {1, 2, 3})
                .pax("size", "2")
                .entry('0', "b", header -> header.size(0))
                .content(new byte[] {1, 2})
                .file("c", "c"));

        assertThat(sink.contents.get("a")).hasSize(3);
        assertThat(sink.contents.get("b")).hasSize(2);
        assertThat(sink.text("c")).isEqualTo("c");
    }

    @Test
    @DisplayName("E2 of two sizes the PAX one counts, so that nothing can be smuggled in")
    void twoSizes() throws Exception {
        RecordingSink sink = accepted(tar().pax("size", Integer.toString(HIDDEN.length))
                .entry('0', "a", header -> header.size(0))
                .content(HIDDEN));
        assertThat(sink.entries).containsOnlyKeys("a");
        assertThat(sink.contents.get("a")).isEqualTo(HIDDEN);

        assertThat(rejected(tar().pax("size", "0")
                        .entry('0', "a", header -> header.size(600))
                        .content("x".repeat(600).getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("entry 2")
                .hasMessageContaining("checksum");
    }

    @Test
    @DisplayName("E3 a PAX header before a GNU long name applies to the file, never to the long name")
    void paxBeforeLongName() throws Exception {
        RecordingSink sink = accepted(tar().pax("size", "3", "mtime", "5")
                .longName("long/name")
                .entry('0', "short", header -> header.size(0))
                .content(new byte[] {1, 2, 3})
                .file("b", ""));
        assertThat(sink.contents).containsOnlyKeys("long/name", "b");
        assertThat(sink.contents.get("long/name")).hasSize(3);
        assertThat(sink.entry("long/name").mtime()).isEqualTo(Instant.ofEpochSecond(5));

        assertThat(rejected(tar().pax("path", "one").longName("two").file("three", "")))
                .hasMessageContaining("two different values");
        assertThat(rejected(tar().longName("two").pax("path", "one").file("three", "")))
                .hasMessageContaining("two different values");
        assertThat(rejected(tar().longName("one").longName("two").file("three", "")))
                .hasMessageContaining("two extended headers");
        assertThat(rejected(tar().pax("uid", "1").pax("uid", "2").file("three", "")))
                .hasMessageContaining("two extended headers");
    }

    @Test
    @DisplayName("E3 GNU long names and links are honoured")
    void gnuLong() throws Exception {
        String name = "n".repeat(90) + "/" + "m".repeat(90);
        RecordingSink sink = accepted(tar().longLink(name)
                .longName(name)
                .symlink("x", "y")
                .longName("dir/")
                .entry('5', "z", header -> header.mode(0700)));

        assertThat(sink.entry(name).linkTarget()).contains(name);
        assertThat(sink.entry("dir").mode()).isEqualTo(0700);
    }

    @Test
    @DisplayName("E4 a global comment, as git archive writes it, is accepted; a global time is a default")
    void globalComment() throws Exception {
        RecordingSink sink = accepted(tar().global("comment", "0123456789abcdef")
                .global("mtime", "9", "uname", "all")
                .file("a", "x")
                .pax("mtime", "10")
                .file("b", "x"));

        assertThat(sink.entry("a").mtime()).isEqualTo(Instant.ofEpochSecond(9));
        assertThat(sink.entry("b").mtime()).isEqualTo(Instant.ofEpochSecond(10));
        assertThat(sink.entry("a").owner().user()).isEqualTo("all");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"path", "linkpath", "size"})
    @DisplayName("E5 a global path, linkpath or size is rejected")
    void globalPath(String key) {
        assertThat(rejected(tar().global(key, "1").file("a", "x")))
                .hasMessageContaining("global")
                .hasMessageContaining(key);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "5 path=a\n", "99 path=a\n", "-9 path=a\n", "09 path=a\n", "99999999999 path=a\n", "path=a\n",
                        " path=a\n", "9 path=a ",
                "8 path a\n", "5 =a\n", "9 path=a\nx", "9 path=a\n0", "+9 path=a\n", "4 =\n", "9 path=a\n9 path=b\n",
                        "\0\0\0"
            })
    @DisplayName("E6 records of wrong length and duplicate keys are rejected")
    void badRecords(String records) {
        assertThat(rejected(tar().meta('x', "p", records.getBytes(StandardCharsets.UTF_8))
                        .file("x", "x")))
                .hasMessageContaining("entry 1")
                .hasMessageContaining("extended header");
    }

    @Test
    @DisplayName("E7 an extended header of more than 1 MiB is rejected before it is read")
    void hugeMeta() throws Exception {
        for (char type : new char[] {'x', 'g', 'L', 'K'}) {
            byte[] onlyTheHeader =
                    tar().entry(type, "p", header -> header.size(3L << 30)).bytes();
            assertThat(rejected(onlyTheHeader)).hasMessageContaining("1048576");
            assertThat(rejected(tar().entry(type, "p", header -> header.size((1 << 20) + 1))
                            .bytes()))
                    .hasMessageContaining("1048576");
        }
        assertThat(accepted(tar().pax("comment", "c".repeat((1 << 20) - 20)).file("a", "x"))
                        .text("a"))
                .isEqualTo("x");
    }

    @Test
    @DisplayName("E7 many global headers are bounded like one")
    void manyGlobals() {
        TarBytes tar = tar();
        for (int i = 0; i < 3; i++) {
            tar.global("comment", "c".repeat(400_000));
        }
        assertThat(rejected(tar.file("a", "x"))).hasMessageContaining("global headers");

        TarBytes empty = tar();
        for (int i = 0; i < 8000; i++) {
            empty.global();
        }
        assertThat(rejected(empty.file("a", "x"))).hasMessageContaining("32 extended headers");
    }

    @Test
    @DisplayName("E8 an extended header that no entry follows is rejected")
    void nothingFollows() {
        assertThat(rejected(tar().file("a", "x").longName("b"))).hasMessageContaining("followed by no entry");
        assertThat(rejected(tar().file("a", "x").pax("path", "b"))).hasMessageContaining("followed by no entry");
        assertThat(rejected(tar().file("a", "x").longName("b").bytes())).hasMessageContaining("cut");
    }

    @Test
    @DisplayName("E9 a path of digits is a path, a time in exponents is none")
    void digits() throws Exception {
        assertThat(accepted(tar().pax("path", "1234567890").file("x", "1")).text("1234567890"))
                .isEqualTo("1");
        for (String time : new String[] {"1e9999", "1e5", "NaN", "", ".5", "0x1", "1.2.3", "1" + ".0".repeat(70)}) {
            assertThat(rejected(tar().pax("mtime", time).file("x", "1"))).hasMessageContaining("mtime");
        }
    }
}
