package dev.towline.archive;

import static dev.towline.archive.Pouring.accepted;
import static dev.towline.archive.Pouring.rejected;
import static dev.towline.testkit.TarBytes.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.archive.ArchiveLimits.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/var/log/app", "../../outside", "dangling", ".", "a//b/"})
    @DisplayName("B1 a symbolic link is given on verbatim, whatever it says")
    void verbatim(String target) throws Exception {
        assertThat(accepted(tar().symlink("log", target)).entry("log").linkTarget())
                .contains(target);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/var/log", "../../x", "y/../../../x", "..//../x"})
    @DisplayName("B1 with LINKS_INSIDE a symbolic link out of the tree is rejected")
    void outside(String target) {
        assertThat(Pouring.with(ArchiveLimits.STANDARD.with(Option.LINKS_INSIDE))
                        .rejects(tar().symlink("a/l", target).end().bytes()))
                .hasMessageContaining("out of the tree");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"x", "../x", ".././x/y", "..", "../"})
    @DisplayName("B1 with LINKS_INSIDE a symbolic link within the tree is taken")
    void inside(String target) throws Exception {
        assertThat(Pouring.with(ArchiveLimits.STANDARD.with(Option.LINKS_INSIDE))
                        .pour(tar().symlink("a/l", target).end().bytes())
                        .sink
                        .entries)
                .containsKey("a/l");
    }

    @Test
    @DisplayName("B2 an entry below a symbolic link is rejected, chains of links too")
    void belowALink() {
        assertThat(rejected(tar().symlink("a", "/etc").file("a/passwd", "x")))
                .hasMessageContaining("entry 2")
                .hasMessageContaining("symbolic link");
        assertThat(rejected(tar().symlink("a", ".").symlink("a/b", "..").file("a/b/x", "x")))
                .hasMessageContaining("entry 2");
        assertThat(rejected(tar().symlink("cur", "rel").file("cur/deep/x", "x")))
                .hasMessageContaining("lies below \"cur\"");
        assertThat(rejected(tar().symlink("cur", "..").dir("cur/../x"))).hasMessageContaining("\"..\"");
        assertThat(rejected(tar().symlink("a", "b").hardlink("a/x", "y"))).hasMessageContaining("lies below");
    }

    @Test
    @DisplayName("B3 a file over a symbolic link is rejected")
    void writeThrough() {
        assertThat(rejected(tar().symlink("a", "/etc/passwd").file("a", "x")))
                .hasMessageContaining("already has a symbolic link");
        assertThat(Pouring.with(ArchiveLimits.STANDARD.with(Option.LAST_WINS))
                        .rejects(tar().symlink("a", "/etc/passwd")
                                .file("a", "x")
                                .end()
                                .bytes()))
                .hasMessageContaining("already has a symbolic link");
    }

    @Test
    @DisplayName("B4 a directory over a symbolic link is rejected")
    void chmodThrough() {
        assertThat(rejected(tar().symlink("a", "/etc").dir("a", 0777)))
                .hasMessageContaining("the archive has a symbolic link there");
    }

    @Test
    @DisplayName("B5 a symbolic link over a directory is rejected")
    void linkOverDirectory() {
        assertThat(rejected(tar().dir("a").symlink("a", "/etc").file("a/x", "x")))
                .hasMessageContaining("entry 2")
                .hasMessageContaining("directory");
        assertThat(rejected(tar().file("a/x", "x").symlink("a", "/etc"))).hasMessageContaining("directory");
    }

    @Test
    @DisplayName("B6 a loop of symbolic links is no parent")
    void loop() {
        assertThat(rejected(tar().symlink("a", "b").symlink("b", "a").file("a/x", "x")))
                .hasMessageContaining("entry 3");
    }

    @Test
    @DisplayName("B7 a link target that is empty, too long or has a NUL is rejected")
    void badTargets() throws Exception {
        assertThat(rejected(tar().symlink("a", ""))).hasMessageContaining("link target is empty");
        assertThat(rejected(tar().longLink("t".repeat(4096)).symlink("a", "t"))).hasMessageContaining("4095");
        assertThat(rejected(tar().pax("linkpath", "a\0b").symlink("a", "t"))).hasMessageContaining("NUL");
        assertThat(rejected(tar().symlink("a", "x\ny"))).hasMessageContaining("control character");
        assertThat(accepted(tar().longLink("t".repeat(4095)).symlink("a", "t")).entries)
                .containsKey("a");
    }

    @Test
    @DisplayName("B8 a hard link to an earlier file is a copy of it, in chains too")
    void hardLinks() throws Exception {
        RecordingSink sink =
                accepted(tar().file("a", "text").hardlink("d/b", "./a").hardlink("c", "d/b"));

        assertThat(sink.told).containsExactly("FILE a", "DIRECTORY d", "COPY a to d/b", "COPY d/b to c");
        assertThat(sink.text("c")).isEqualTo("text");
        assertThat(sink.entry("c").size()).isEqualTo(4);
    }

    @Test
    @DisplayName("B9 a hard link out of the tree or through a link is rejected")
    void hardLinkOutside() {
        assertThat(rejected(tar().file("a", "x").hardlink("b", "/etc/passwd"))).hasMessageContaining("absolute");
        assertThat(rejected(tar().file("a", "x").hardlink("b", "../a"))).hasMessageContaining("\"..\"");
        assertThat(rejected(tar().file("a", "x").symlink("l", ".").hardlink("b", "l/a")))
                .hasMessageContaining("no earlier file");
    }

    @Test
    @DisplayName("B10 a hard link to a symbolic link is rejected")
    void hardLinkToLink() {
        assertThat(rejected(tar().symlink("l", "/etc/passwd").hardlink("b", "l").file("b", "x")))
                .hasMessageContaining("entry 2")
                .hasMessageContaining("is a symbolic link");
        assertThat(rejected(tar().dir("d").hardlink("b", "d"))).hasMessageContaining("is a directory");
    }

    @Test
    @DisplayName("B11 a hard link to nothing, to a later file or to itself is rejected")
    void hardLinkToNothing() {
        assertThat(rejected(tar().hardlink("b", "nothing"))).hasMessageContaining("no earlier file");
        assertThat(rejected(tar().hardlink("b", "a").file("a", "x"))).hasMessageContaining("no earlier file");
        assertThat(rejected(tar().hardlink("b", "b"))).hasMessageContaining("no earlier file");
        assertThat(rejected(tar().hardlink("b", ""))).hasMessageContaining("link target is empty");
        assertThat(Pouring.with(ArchiveLimits.STANDARD.with(Option.LAST_WINS))
                        .rejects(tar().file("b", "x").hardlink("b", "b").end().bytes()))
                .hasMessageContaining("no earlier file");
    }

    @Test
    @DisplayName("B12 a PAX linkpath replaces the target, and then the rules apply")
    void paxLinkPath() throws Exception {
        assertThat(accepted(tar().pax("linkpath", "new").symlink("a", "old"))
                        .entry("a")
                        .linkTarget())
                .contains("new");
        assertThat(accepted(tar().file("f", "1").pax("linkpath", "f").hardlink("a", "old"))
                        .text("a"))
                .isEqualTo("1");
        assertThat(rejected(tar().file("f", "1").pax("linkpath", "../f").hardlink("a", "f")))
                .hasMessageContaining("\"..\"");
        assertThat(rejected(tar().file("f", "1").pax("linkpath", "/f").hardlink("a", "f")))
                .hasMessageContaining("absolute");
    }

    @Test
    @DisplayName("B13 a symbolic link is an entry of its own and never a way to another one")
    void linksStandAlone() throws Exception {
        RecordingSink sink = accepted(tar().symlink("a", "b").file("b/c", "x"));

        assertThat(sink.told).containsExactly("SYMLINK a", "DIRECTORY b", "FILE b/c");
    }
}
