package dev.towline;

import dev.towline.disk.Ancestors;
import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a manifest's {@code dest} really is, and whether it can be deployed to safely. Changes nothing. */
final class Destination {

    private Destination() {}

    /**
     * The place that {@code written} means: links above it resolved, and its own last name too where it is a link that
     * root or the running user made.
     */
    static Path resolve(DeployPhase phase, Path written) throws IOException, DeployException {
        Path dest = withRealParent(written);
        if (!Files.isSymbolicLink(dest)) {
            return dest;
        }
        int owner = Stat.of(dest).uid();
        if (owner != 0 && owner != Disk.uid()) {
            throw unsafe(
                    phase,
                    "dest " + written + " is a symbolic link made by someone other than root or the running user");
        }
        if (!Files.isDirectory(dest)) {
            throw unsafe(phase, "dest " + written + " is a symbolic link that leads to no directory");
        }
        return dest.toRealPath();
    }

    /** Names that do not exist yet stay as they are. */
    private static Path withRealParent(Path written) throws IOException {
        for (Path above = written.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return above.toRealPath().resolve(above.relativize(written));
            }
        }
        return written;
    }

    /** Refuses a destination that others could put something else in the place of. */
    static void requireSafe(DeployPhase phase, Path dest) throws DeployException {
        try {
            Ancestors.requireSafe(dest);
        } catch (IOException e) {
            throw unsafe(phase, String.valueOf(e.getMessage()));
        }
    }

    private static DeployException unsafe(DeployPhase phase, String message) {
        return new DeployException(phase, "unsafe-dest", message, null);
    }
}
