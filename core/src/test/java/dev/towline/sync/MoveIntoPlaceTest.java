package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MoveIntoPlaceTest {

    @TempDir
    private Path directory;

    private Path dest;

    @BeforeEach
    void nothingIsThere() {
        dest = directory.resolve("dest");
    }

    @Test
    void putsTheTreeWhole() throws IOException {
        assertThat(moves()).containsExactly(new Move.Put("", ""));
    }

    @Test
    void refusesADirectoryEvenAnEmptyOne() throws IOException {
        Files.createDirectory(dest);

        assertRefused();
    }

    @Test
    void refusesADanglingLink() throws IOException {
        Files.createSymbolicLink(dest, Path.of("nowhere"));

        assertRefused();
    }

    @Test
    void ignoresExcludes() {
        Target target = Target.of(dest, "r").excluding(PathFilter.rsync(List.of(), List.of("*")));

        assertThat(Syncers.move().excluded(target).excludes("a", false)).isFalse();
        assertThat(Syncers.mirror().excluded(target).excludes("a", false)).isTrue();
        assertThat(Syncers.releases().excluded(target).excludes("a", false)).isTrue();
    }

    private void assertRefused() {
        assertThatIOException()
                .isThrownBy(this::moves)
                .withMessage(dest + " exists, and mv puts a release only where nothing is:"
                        + " move it away in a pre hook, or use sync_strategy rsync or releases");
    }

    private List<Move> moves() throws IOException {
        Target target = Target.of(dest, "r");
        Baseline baseline = Syncers.move().baseline(target);
        return Syncers.move().moves(Change.of(target, TreeIndex.of(List.of()), Set.of(), baseline, true, List.of()));
    }
}
