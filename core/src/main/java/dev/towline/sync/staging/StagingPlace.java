package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import dev.towline.manifest.Checksum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where staging directories for one destination are: on its file system, and named after the state directory too, so that
 * what a deploy left behind is known to be ours.
 */
final class StagingPlace {

    private static final int LONGEST_NAME = 60;

    private final Disk disk;
    private final Path dest;
    private final Path state;

    StagingPlace(Disk disk, Path dest, Path state) {
        this.disk = disk;
        this.dest = dest;
        this.state = state;
    }

    Staging make(boolean inside, Staging.Announcement announced) throws IOException {
        String name = prefix() + random();
        IOException reason = null;
        try (Dir above = nearest(disk, dest)) {
            Optional<Stat> there =
                    isIn(above, dest) ? above.stat(String.valueOf(dest.getFileName())) : Optional.empty();
            if (there.isPresent() && !there.get().isDirectory()) {
                throw new IOException(dest + " is not a directory: move it away or deploy to another place");
            }
            long device = there.map(Stat::dev).orElse(above.stat().dev());
            for (Path place : new Path[] {above.path(), state, dest}) {
                if (place.equals(dest) && (!inside || there.isEmpty())) {
                    continue;
                }
                try {
                    Optional<Staging> staging = at(place, name, device, announced);
                    if (staging.isPresent()) {
                        return staging.get();
                    }
                } catch (FileSystemException e) {
                    reason = e;
                }
            }
        }
        throw new IOException(noPlace(dest, state, reason), reason);
    }

    private Optional<Staging> at(Path place, String name, long device, Staging.Announcement announced)
            throws IOException {
        Dir dir = disk.open(place);
        try {
            if (dir.stat().dev() == device) {
                announced.at(dir.path().resolve(name));
                Staging staging = Staging.in(disk, dir, name);
                if (staging.device() == device) {
                    return Optional.of(staging);
                }
                staging.remove();
                staging.close();
            }
        } catch (IOException | RuntimeException e) {
            dir.close();
            throw e;
        }
        dir.close();
        return Optional.empty();
    }

    List<Path> sweep(Optional<Path> kept) throws IOException {
        List<Path> removed = new ArrayList<>();
        visit((dir, name) -> {
            Path path = dir.path().resolve(name);
            if (!kept.equals(Optional.of(path))) {
                dir.removeTree(name);
                removed.add(path);
            }
        });
        return removed;
    }

    List<Path> left() throws IOException {
        List<Path> all = new ArrayList<>();
        visit((dir, name) -> all.add(dir.path().resolve(name)));
        return all;
    }

    /** Told of a staging directory in the directory that it is in. */
    @FunctionalInterface
    private interface Visitor {
        void found(Dir dir, String name) throws IOException;
    }

    private void visit(Visitor visitor) throws IOException {
        String prefix = prefix();
        try (Dir above = nearest(disk, dest)) {
            for (Path place : List.of(above.path(), state, dest)) {
                if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                try (Dir dir = disk.open(place)) {
                    for (String name : dir.list()) {
                        if (name.startsWith(prefix)
                                && dir.stat(name).filter(Stat::isDirectory).isPresent()) {
                            visitor.found(dir, name);
                        }
                    }
                }
            }
        }
    }

    /** What the names of all staging directories for the destination begin with, made with this state directory. */
    private String prefix() throws IOException {
        String whose = state.toRealPath() + "\0" + dest.toAbsolutePath().normalize();
        byte[] digest = Checksum.Algorithm.SHA_256.newDigest().digest(whose.getBytes(StandardCharsets.UTF_8));
        return "." + shortName(dest) + ".towline-" + HexFormat.of().formatHex(digest, 0, 4);
    }

    private static boolean isIn(Dir above, Path dest) throws IOException {
        Path parent = dest.toAbsolutePath().normalize().getParent();
        return parent != null && parent.toFile().isDirectory() && above.path().equals(parent.toRealPath());
    }

    private static Dir nearest(Disk disk, Path dest) throws IOException {
        Path above = dest.toAbsolutePath().normalize().getParent();
        while (above != null && !above.toFile().isDirectory()) {
            above = above.getParent();
        }
        return disk.open(above == null ? Path.of("/") : above);
    }

    private static String noPlace(Path dest, Path state, @Nullable IOException reason) {
        return dest + " has no place for staging: the directory above it "
                + (reason == null
                        ? "and the state directory " + state + " are on other file systems"
                        : "cannot be used")
                + (reason == null ? "" : " (" + reason.getMessage() + ")")
                + "; put the state directory on the file system of " + dest
                + ", or write \"staging: inside\" into the manifest";
    }

    private static String shortName(Path dest) {
        String name = String.valueOf(dest.getFileName());
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    private static String random() {
        byte[] bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
