package dev.towline.disk;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permission bits: asking for them at creation, and knowing when the process's umask takes some of them away. */
final class Modes {

    private static final int PERMISSIONS = 0777;
    private static final int UMASK = umask();

    private Modes() {}

    static FileAttribute<Set<PosixFilePermission>> creating(int mode) {
        return new Permissions(permissions(mode));
    }

    /** What {@code PosixFilePermissions.asFileAttribute} makes, without its second, hashed copy of the set. */
    private record Permissions(Set<PosixFilePermission> value) implements FileAttribute<Set<PosixFilePermission>> {
        @Override
        public String name() {
            return "posix:permissions";
        }
    }

    /** Whether a file created with {@code mode} comes out with another. */
    static boolean umaskAlters(int mode) {
        return (mode & (UMASK | ~PERMISSIONS)) != 0;
    }

    /** chmod(2): follows links, so only for a name that cannot be one. */
    static void set(Path at, int mode) throws IOException {
        Files.setAttribute(at, "unix:mode", mode);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from owner's read down to others' execute
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }

    /** The umask as Linux 4.7 and later tell it; all bits when it cannot be known, which costs a chmod per file. */
    private static int umask() {
        try (FileInputStream in = new FileInputStream("/proc/self/status")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("Umask:"))
                    .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
                    .findFirst()
                    .orElse(PERMISSIONS);
        } catch (IOException | NumberFormatException e) {
            return PERMISSIONS;
        }
    }
}
