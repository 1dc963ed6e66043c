package dev.towline.sync.mover;

import dev.towline.disk.Watch;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A process of its own that deploys the fixture, looks at the modes, and undoes; exit status 0 when all is as it should. */
final class OtherProcess {

    private static final Map<String, String> MODES = Map.of(
            "changed", "600", "added", "644", "new", "755", "was-file", "755", "shut", "555", "shut/file", "400");

    private OtherProcess() {}

    public static void main(String[] args) throws IOException {
        try (Fixture fixture = new Fixture(Path.of(args[0]), Watch.NONE);
                Mover mover = fixture.mover()) {
            TreeSnapshot before = TreeSnapshot.of(fixture.dest);
            mover.carryOut(Fixture.MOVES, fixture.staged.toSync(), () -> {});
            TreeSnapshot after = TreeSnapshot.of(fixture.dest);
            MODES.forEach((path, mode) -> {
                if (!after.get(path).mode().equals(mode)) {
                    throw new AssertionError(
                            path + " has mode " + after.get(path).mode() + ", not " + mode);
                }
            });
            mover.undo();
            before.assertUntouched(TreeSnapshot.of(fixture.dest));
            fixture.staging.remove();
        }
    }
}
