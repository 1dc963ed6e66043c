package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenEventsTest {

    @TempDir
    Path directory;

    @Test
    void aRestartRemembers() {
        Optional<Path> file = Optional.of(directory.resolve("seen"));
        SeenEvents before = SeenEvents.in(file);
        assertThat(before.isNew()).isTrue();
        before.add(List.of());
        before.add(List.of("a", "b"));

        SeenEvents after = SeenEvents.in(file);
        assertThat(after.isNew()).isFalse();
        assertThat(after.contains("a")).isTrue();
        assertThat(after.contains("c")).isFalse();
    }

    @Test
    void nothingSeenIsRememberedToo() {
        Optional<Path> file = Optional.of(directory.resolve("seen"));
        SeenEvents.in(file).add(List.of());

        assertThat(SeenEvents.in(file).isNew()).isFalse();
    }

    @Test
    void theNewestAreKept() {
        SeenEvents seen = SeenEvents.in(Optional.empty());
        seen.add(IntStream.range(0, 1030).mapToObj(Integer::toString).toList());

        assertThat(seen.contains("5")).isFalse();
        assertThat(seen.contains("6")).isTrue();
        assertThat(seen.contains("1029")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "something else\na\n", "towline-seen-events 1\na b\n"})
    void aDamagedFileCountsAsMissing(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("seen"), text);
        SeenEvents seen = SeenEvents.in(Optional.of(file));

        assertThat(seen.isNew()).isTrue();
        seen.add(List.of("a"));
        assertThat(SeenEvents.in(Optional.of(file)).contains("a")).isTrue();
    }

    @Test
    void whatCannotBeWrittenIsRememberedInMemory() {
        SeenEvents seen = SeenEvents.in(Optional.of(directory.resolve("missing/seen")));
        seen.add(List.of("a"));

        assertThat(seen.contains("a")).isTrue();
        assertThat(directory).isEmptyDirectory();
    }
}
