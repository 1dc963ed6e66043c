package dev.towline.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Who could put another directory in the place of one that a deploy walks through. */
public final class Ancestors {

    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    private Ancestors() {}

    /**
     * Refuses a destination when a directory above it can be renamed by someone other than root or the running user.
     * Changes nothing. Directories that do not exist yet are passed over.
     *
     * @throws IOException with a sentence that names the directory and says what to do
     */
    public static void requireSafe(Path dest) throws IOException {
        Path above = dest.toAbsolutePath().normalize().getParent();
        while (above != null && !above.toFile().exists()) {
            above = above.getParent();
        }
        if (above == null) {
            return;
        }
        Optional<Path> loose = renamable(above.toRealPath());
        if (loose.isPresent()) {
            Path parent = loose.get().getParent();
            throw new IOException(
                    dest + " is refused: " + loose.get() + " above it can be renamed by someone other than root"
                            + " or the running user, because of the owner or mode of " + parent
                            + "; take write permission on " + parent + " from them, or set its sticky bit");
        }
    }

    /**
     * The first of {@code path} and the directories above it that someone other than root or the running user could put
     * another in the place of. Links in it are looked at, not followed.
     *
     * @param path absolute, and all of it exists
     */
    public static Optional<Path> renamable(Path path) throws IOException {
        int user = Disk.uid();
        for (Path child = path; child.getParent() != null; child = child.getParent()) {
            if (canBeRenamed(Stat.of(child.getParent().toRealPath()), Stat.of(child), user)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    static boolean canBeRenamed(Stat parent, Stat child, int user) {
        boolean parentIsOurs = isOurs(parent, user);
        boolean othersMayWrite = (parent.mode() & WRITABLE_BY_OTHERS) != 0;
        boolean sticky = (parent.mode() & STICKY) != 0;
        return !parentIsOurs || (othersMayWrite && !(sticky && isOurs(child, user)));
    }

    private static boolean isOurs(Stat stat, int user) {
        return stat.uid() == ROOT || stat.uid() == user;
    }
}
