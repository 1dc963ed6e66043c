package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the place for a staging directory, which has to be on the destination's file system. */
final class StagingPlace {

    private static final int LONGEST_NAME = 60;

    private StagingPlace() {}

    static Staging make(Disk disk, Path dest, Path state, boolean inside) throws IOException {
        String name = "." + shortName(dest) + ".towline-" + random();
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
                    Optional<Staging> staging = at(disk, place, name, device);
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

    private static Optional<Staging> at(Disk disk, Path place, String name, long device) throws IOException {
        Dir dir = disk.open(place);
        try {
            if (dir.stat().dev() == device) {
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
