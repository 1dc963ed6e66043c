package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Asks about {@code /}, which has mount points on every Linux; a syncer only reads. */
final class MountPointTest {

    private static final Path ROOT = Path.of("/");
    private static final PathFilter ALL_BUT_PROC =
            (path, directory) -> !path.equals("proc") && !path.startsWith("proc/");

    @Test
    @DisplayName("W5 a mount point below the destination is named before anything moves")
    void refusesAMountPoint() throws IOException {
        assumeProcIsMounted();

        assertThatIOException()
                .isThrownBy(() -> Syncers.mirror().moves(nothingWanted(ALL_BUT_PROC)))
                .withMessage("/proc is a mount point, which no release can replace: exclude it or unmount it");
    }

    @Test
    @DisplayName("W5 a mount point that is excluded is allowed")
    void allowsAnExcludedMountPoint() throws IOException {
        assumeProcIsMounted();
        PathFilter all = PathFilter.rsync(List.of(), List.of("*"));

        assertThat(Syncers.mirror().moves(nothingWanted(all))).noneMatch(Move.Drop.class::isInstance);
    }

    private static Change nothingWanted(PathFilter filter) throws IOException {
        Target target = Target.of(ROOT, "r").excluding(filter);
        return Change.of(
                target, TreeIndex.of(List.of()), Set.of(), Syncers.mirror().baseline(target), true, List.of());
    }

    private static void assumeProcIsMounted() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/self/mounts")) && device("/proc") != device("/"),
                "/proc is no mount point");
        try (Stream<Path> top = Files.list(ROOT)) {
            assumeTrue(top.findAny().isPresent());
        }
    }

    private static long device(String path) throws IOException {
        return (Long) Files.getAttribute(Path.of(path), "unix:dev");
    }
}
