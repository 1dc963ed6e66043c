package dev.towline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    @TempDir
    Path home;

    @Test
    void twoWaysToWriteADestinationShareOneHistory() throws IOException {
        Files.createDirectory(home.resolve("srv"));
        Files.createSymbolicLink(home.resolve("link"), home.resolve("srv"));

        history("srv/app").add(entry("a"));

        assertThat(names(history("link/app"))).containsExactly("a");
        assertThat(names(history("srv/other"))).isEmpty();
    }

    @Test
    void aReleaseThatIsDeployedAgainIsTheNewestAndThereOnce() throws IOException {
        for (String release : List.of("a", "b", "a")) {
            history("app").add(entry(release));
        }

        assertThat(names(history("app"))).containsExactly("b", "a");
    }

    @Test
    void theNewestHundredAreKept() throws IOException {
        for (int i = 0; i < 105; i++) {
            history("app").add(entry("r" + i));
        }

        assertThat(names(history("app"))).hasSize(100).startsWith("r5").endsWith("r104");
    }

    @Test
    void whatCannotBeReadCountsAsAbsentAndIsReplaced() throws IOException {
        history("app").add(entry("a"));
        Path file;
        try (Stream<Path> files = Files.walk(home.resolve("state"))) {
            file = files.filter(path -> path.endsWith("history")).findFirst().orElseThrow();
        }
        Files.writeString(file, "towline-history 99\nnonsense\n");

        assertThat(names(history("app"))).isEmpty();
        history("app").add(entry("b"));
        assertThat(names(history("app"))).containsExactly("b");
    }

    private History history(String dest) throws IOException {
        return History.of(new Disk(), home.resolve("state"), home.resolve(dest));
    }

    private static History.Entry entry(String release) {
        return new History.Entry(Instant.EPOCH, release, release);
    }

    private static List<String> names(History history) {
        return history.entries().stream().map(History.Entry::name).toList();
    }
}
