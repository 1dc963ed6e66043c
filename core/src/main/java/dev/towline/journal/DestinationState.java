package dev.towline.journal;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the state directory knows of one destination. A destination is known by the device and inode of its parent and its
 * own name, so that all ways to write the same path share one record; a manifest that places no files is known by its
 * deployment. Not thread-safe; changed only by who holds the destination's lock.
 */
public final class DestinationState {

    private static final String DEPLOYMENT = "deployment-";
    private static final Pattern KEY = Pattern.compile("[0-9a-f]+-[0-9a-f]+-.*|" + DEPLOYMENT + ".*");
    private static final String RELEASES = "releases";

    private final Disk disk;
    private final Path stateDirectory;
    private final String key;

    private DestinationState(Disk disk, Path stateDirectory, String key) {
        this.disk = disk;
        this.stateDirectory = stateDirectory;
        this.key = key;
    }

    /**
     * What is known of the destination {@code dest}. Where directories above it do not exist yet the nearest one that does
     * stands for them, so the same destination has another record once they do.
     */
    public static DestinationState of(Disk disk, Path stateDirectory, Path dest) throws IOException {
        Path above = dest.getParent();
        while (above != null && !Files.isDirectory(above)) {
            above = above.getParent();
        }
        Path parent = above == null ? Path.of("/") : above.toRealPath();
        String name = (above == null ? dest : above.relativize(dest)).toString();
        return new DestinationState(disk, stateDirectory, key(Stat.of(parent), name));
    }

    private static String key(Stat parent, String name) {
        return device(parent) + Long.toHexString(parent.ino()) + "-"
                + LockName.of(name).lock();
    }

    private static String device(Stat stat) {
        return Long.toHexString(stat.dev()) + "-";
    }

    /** What is known of a manifest without a destination. */
    public static DestinationState ofDeployment(Disk disk, Path stateDirectory, String deployment) {
        return new DestinationState(
                disk, stateDirectory, DEPLOYMENT + LockName.of(deployment).lock());
    }

    /** All that the state directory knows, in no order; what else is kept in it is passed over. */
    public static List<DestinationState> all(Disk disk, Path stateDirectory) throws IOException {
        List<DestinationState> all = new ArrayList<>();
        if (Files.isDirectory(stateDirectory)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(stateDirectory)) {
                for (Path directory : directories) {
                    String name = directory.getFileName().toString();
                    DestinationState state = new DestinationState(disk, stateDirectory, name);
                    if (KEY.matcher(name).matches() && state.exists()) {
                        all.add(state);
                    }
                }
            }
        }
        return all;
    }

    /** Tells it from all others; a name that any file system takes. */
    public String key() {
        return key;
    }

    public Path directory() {
        return stateDirectory.resolve(key);
    }

    /** Whether it is a record of a destination, and not of a deployment that places no files. */
    public boolean hasDestination() {
        return !key.startsWith(DEPLOYMENT);
    }

    /**
     * Whether the directory that the destination was in is certainly gone: nothing is at its path any more, or another
     * directory is, told by device and inode. The answer is no wherever that is not certain: while the nearest directory
     * above that is there is on another file system, because the destination's own is merely not mounted then, or has
     * another device number since the host was started; and where the path cannot be looked at. A directory that was
     * renamed is gone, too: nothing tells it from one that was removed.
     */
    public boolean isGone() throws IOException {
        if (!hasDestination()) {
            return false;
        }
        Path dest = Path.of(owner());
        Optional<Stat> nearest = Optional.empty();
        try {
            for (Path above = dest.getParent(); above != null; above = above.getParent()) {
                if (Files.notExists(above)) {
                    continue;
                }
                Stat stat = Stat.of(above.toRealPath());
                if (key(stat, above.relativize(dest).toString()).equals(key)) {
                    return false;
                }
                nearest = nearest.or(() -> Optional.of(stat));
            }
        } catch (IOException e) {
            return false;
        }
        return nearest.filter(stat -> key.startsWith(device(stat))).isPresent();
    }

    /** The destination, or the deployment's name, in clear. */
    public String owner() throws IOException {
        return StateFile.unescaped(Files.readString(directory().resolve("dest")).strip());
    }

    /** Whether there is a record at all. */
    public boolean exists() {
        return Files.isRegularFile(directory().resolve("dest"), LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes the record, for the destination or deployment that {@code owner} names in clear. */
    public void make(String owner) throws IOException {
        disk.privateDirectories(directory());
        Path file = directory().resolve("dest");
        String text = StateFile.escaped(owner) + "\n";
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.readString(file).equals(text)) {
            disk.replace(file, text);
        }
    }

    public Journal journal() {
        return new Journal(disk, directory());
    }

    public History history() {
        return new History(disk, directory());
    }

    public Quarantine quarantine() {
        return new Quarantine(disk, directory());
    }

    /** The serial that was accepted last. */
    public SerialSlots serials() {
        return SerialSlots.in(disk, directory());
    }

    /** What is kept of {@code release}. */
    public KeptRelease kept(String release) {
        return new KeptRelease(disk, directory().resolve(RELEASES).resolve(release));
    }

    /** Forgets what is kept of all releases but these. */
    public void keepOnly(Collection<String> releases) throws IOException {
        Set<String> kept = new HashSet<>(releases);
        Path directory = directory().resolve(RELEASES);
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
            names.forEach(all::add);
        }
        for (Path release : all) {
            if (!kept.contains(release.getFileName().toString())) {
                new KeptRelease(disk, release).remove();
            }
        }
    }

    /** Makes this record that of {@code other}; false when there is one already. Durable on return. */
    public boolean becomes(DestinationState other) throws IOException {
        if (Files.exists(other.directory(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Dir all = disk.open(stateDirectory)) {
            all.rename(key, all, other.key);
            all.sync();
        }
        return true;
    }

    /** Removes the whole record. */
    public void remove() throws IOException {
        disk.removeTree(directory());
    }
}
