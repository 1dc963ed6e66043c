package dev.towline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

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
    void aDeployIsRememberedOnce() throws IOException {
        for (String deploy : List.of("a", "b", "b")) {
            history("app").add(entry(deploy));
        }

        assertThat(names(history("app"))).containsExactly("a", "b");
    }

    @Test
    void anOrderIsCarriedOutByAGoodDeployOfItsRelease() throws IOException {
        for (String order : List.of("", "-", "a.b_c-1")) {
            history("app").add(ordered("deployed", order));
            assertThat(history("app").entries()).last().isEqualTo(ordered("deployed", order));
        }
        history("app").add(ordered("rolled-back", "failed"));

        assertThat(history("app").isCarriedOut("release", "-")).isTrue();
        assertThat(history("app").isCarriedOut("release", "a.b_c-1")).isTrue();
        assertThat(history("app").isCarriedOut("other", "-")).isFalse();
        assertThat(history("app").isCarriedOut("release", "other")).isFalse();
        assertThat(history("app").isCarriedOut("release", "failed")).isFalse();
    }

    private static History.Entry ordered(String outcome, String order) {
        String deploy = "deploy-" + order;
        return new History.Entry(Instant.EPOCH, outcome, "changed", deploy, "release", order, "-", "file:/", "", "");
    }

    @Test
    void failedDeploysMakeRoomFirst() throws IOException {
        history("app").add(entry("good"));
        for (int i = 0; i < 105; i++) {
            history("app").add(entry("r" + i, "failed", "hook-failed", "post:\n\"no\" \\ "));
        }

        assertThat(names(history("app"))).hasSize(100).startsWith("good", "r6").endsWith("r104");
        assertThat(history("app").current()).contains(entry("good"));
        assertThat(history("app").entries())
                .last()
                .isEqualTo(entry("r104", "failed", "hook-failed", "post:\n\"no\" \\ "));
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
        Path file = file();
        Files.writeString(file, "towline-history 1\nnonsense\n");

        assertThat(names(history("app"))).isEmpty();
        history("app").add(entry("b"));
        assertThat(names(history("app"))).containsExactly("b");
    }

    @Test
    void whatANewerTowlineWroteIsAnErrorThatSaysSo() throws IOException {
        history("app").add(entry("a"));
        Path file = file();
        Files.writeString(file, "towline-history 99\nnonsense\n");

        assertThatIOException()
                .isThrownBy(() -> history("app").entries())
                .withMessageContaining(file.toString())
                .withMessageContaining("version 99");
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("state"))) {
            return files.filter(path -> path.endsWith("history")).findFirst().orElseThrow();
        }
    }

    private History history(String dest) throws IOException {
        return DestinationState.of(new Disk(), home.resolve("state"), home.resolve(dest))
                .history();
    }

    private static History.Entry entry(String name) {
        return entry(name, "deployed", "", "");
    }

    private static History.Entry entry(String name, String outcome, String kind, String message) {
        return new History.Entry(
                Instant.EPOCH, outcome, "changed", "deploy-" + name, "release", "", name, "file:///a b", kind, message);
    }

    private static List<String> names(History history) throws IOException {
        return history.entries().stream().map(History.Entry::name).toList();
    }
}
