package dev.towline.trust;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which directories may be deployed to. Immutable. */
final class DestinationRule {

    static final DestinationRule ANY_BUT_DANGEROUS = new DestinationRule(List.of());

    private static final Set<String> DANGEROUS = Set.of(
            "bin", "boot", "dev", "etc", "home", "opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr",
            "var");

    private final List<Path> prefixes;

    private DestinationRule(List<Path> prefixes) {
        this.prefixes = prefixes;
    }

    DestinationRule below(String... directories) {
        if (directories.length == 0) {
            throw new IllegalArgumentException("no prefix given: name at least one, or leave the rule out");
        }
        List<Path> paths = new ArrayList<>();
        for (String directory : directories) {
            Path path = Path.of(directory);
            if (!path.isAbsolute() || hasDotDot(path)) {
                throw new IllegalArgumentException("not an absolute directory without \"..\": " + directory);
            }
            paths.add(path.normalize());
        }
        return new DestinationRule(List.copyOf(paths));
    }

    void check(Path dest) throws RejectedException {
        if (!dest.isAbsolute() || hasDotDot(dest)) {
            throw new RejectedException("dangerous-dest", "dest " + dest + " is not an absolute path without \"..\"");
        }
        Path path = dest.normalize();
        if (isDangerous(path)) {
            throw new RejectedException(
                    "dangerous-dest", "dest " + path + " belongs to the system: deploy into a directory below it");
        }
        if (!prefixes.isEmpty() && prefixes.stream().noneMatch(path::startsWith)) {
            throw new RejectedException("dest-prefix", "dest " + path + " is not below " + prefixes);
        }
    }

    private static boolean isDangerous(Path path) {
        if (path.getNameCount() > 1) {
            return false;
        }
        String name = path.getNameCount() == 0 ? "" : path.getName(0).toString();
        return name.isEmpty() || name.startsWith("lib") || DANGEROUS.contains(name);
    }

    private static boolean hasDotDot(Path path) {
        for (Path part : path) {
            if (part.toString().equals("..")) {
                return true;
            }
        }
        return false;
    }
}
