package dev.towline.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towline.crash.CrashSearch.Found;
import dev.towline.crash.ToyDeploy.Flaw;
import dev.towline.disk.Op;
import dev.towline.disk.Watch;
import dev.towline.testkit.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The search finds what it is there to find: each mistake on the way to a durable deploy. */
class CrashSearchTest {

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    @Test
    @DisplayName("X2 a deploy that does everything in the right order survives every power cut")
    void rightOrderSurvives() throws Exception {
        Found found = search(Flaw.NONE, sync -> true);

        assertThat(found.violations()).isEmpty();
        assertThat(found.operations()).isGreaterThan(20);
        assertThat(found.different()).isGreaterThan(20).isEqualTo(found.recovered());
    }

    @ParameterizedTest
    @EnumSource(value = Flaw.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("X2 a wrong order is found")
    void wrongOrderIsFound(Flaw flaw) throws Exception {
        Found found = search(flaw, sync -> true);

        assertThat(found.violations())
                .isNotEmpty()
                .allMatch(what -> what.contains(
                        flaw == Flaw.RENAME_BEFORE_JOURNAL ? "one file is new, the other one is old" : "left behind"));
    }

    @Test
    @DisplayName("X2 a file that was not synced before its rename is found")
    void unsyncedFileIsFound() throws Exception {
        Found found = search(
                Flaw.NONE,
                sync -> !sync.path().getParent().getFileName().toString().startsWith("staging"));

        assertThat(found.violations()).isNotEmpty().anyMatch(what -> what.contains("neither old nor new"));
    }

    @Test
    @DisplayName("X2 a directory that was not synced is found")
    void unsyncedDirectoryIsFound() throws Exception {
        Found found = search(Flaw.NONE, sync -> !sync.path().equals(root()));

        assertThat(found.violations()).isNotEmpty();
    }

    @Test
    void whatChangesWithoutBeingSaidIsAnError() throws IOException {
        Files.createDirectories(home.resolve("root"));
        Watch recorder = new Recorder(root());
        recorder.before(create("said"));
        Files.createFile(root().resolve("unsaid"));

        assertThatThrownBy(() -> recorder.before(create("more")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unsaid");
    }

    private Op create(String name) {
        return new Op(Op.Call.CREATE, root().resolve(name), Optional.empty(), 0);
    }

    private Path root() {
        try {
            return Files.createDirectories(home.toRealPath().resolve("root"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Found search(Flaw flaw, Predicate<Op> honest) throws Exception {
        return new CrashSearch(root(), new ToyDeploy(root(), flaw), 1)
                .onlySyncs(honest)
                .search();
    }
}
