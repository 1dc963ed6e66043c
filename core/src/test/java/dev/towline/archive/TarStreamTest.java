package dev.towline.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.sync.TreeEntry.Type;
import dev.towline.testkit.TarBytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TarStreamTest {

    private static TarBytes release() {
        return TarBytes.tar()
                .dir("./")
                .dir("./bin")
                .file("./bin/app", 0755, "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8))
                .file("./lib/x.txt", "x")
                .symlink("./current", "bin/app")
                .hardlink("./bin/app2", "./bin/app")
                .end();
    }

    private static void assertReleased(RecordingSink sink) {
        assertThat(sink.told)
                .containsExactly(
                        "DIRECTORY ",
                        "DIRECTORY bin",
                        "FILE bin/app",
                        "DIRECTORY lib",
                        "FILE lib/x.txt",
                        "SYMLINK current",
                        "COPY bin/app to bin/app2");
        assertThat(sink.text("bin/app")).isEqualTo("#!/bin/sh\n");
        assertThat(sink.entry("bin/app").mode()).isEqualTo(0755);
        assertThat(sink.entry("bin/app").mtime()).isEqualTo(Instant.ofEpochSecond(TarBytes.MTIME));
        assertThat(sink.entry("bin/app").owner().user()).isEqualTo("builder");
        assertThat(sink.entry("current").type()).isEqualTo(Type.SYMLINK);
        assertThat(sink.entry("current").linkTarget()).contains("bin/app");
    }

    @Test
    void aPlainArchiveIsPouredInItsOrder() throws Exception {
        assertReleased(Pouring.accepted(release().bytes()));
    }

    @Test
    void aGzipArchiveIsPoured() throws Exception {
        assertReleased(Pouring.accepted(release().gzip()));
    }

    @Test
    void aZstdArchiveIsPoured() throws Exception {
        assertReleased(Pouring.accepted(release().zstd()));
    }
}
