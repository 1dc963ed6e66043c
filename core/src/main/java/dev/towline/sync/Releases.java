package dev.towline.sync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Keeps every release in a directory of its own below {@code releases} and points the symbolic link {@code current} to
 * the one in use. A release that is there already gets a second directory, {@code <name>.2} and so on: what
 * {@code current} points to is never written to.
 *
 * <p>What goes after a successful deploy is only what is known to be ours: good releases beyond the number to keep, and
 * earlier tries of the release that is being deployed. The release that {@code current} pointed to stays, and so does
 * every directory that no record knows: a host that lost its records loses no release.
 */
final class Releases implements Syncer {

    private static final String CURRENT = "current";
    private static final String RELEASES = "releases";

    @Override
    public Baseline baseline(Target target) throws IOException {
        Map<String, DiskEntry> there = releases(target.dest());
        String name = current(target.dest(), there).orElseGet(() -> freeName(target.releaseName(), there));
        return Baseline.of(
                target.dest().resolve(RELEASES).resolve(name),
                target.shareLinks() ? Baseline.Unchanged.LINK : Baseline.Unchanged.COPY);
    }

    @Override
    public List<Move> moves(Change change) throws IOException {
        Target target = change.target();
        requireLink(target.dest().resolve(CURRENT));
        Map<String, DiskEntry> there = releases(target.dest());
        Optional<String> current = current(target.dest(), there);
        boolean inUse =
                current.filter(name -> isTryOf(target.releaseName(), name)).isPresent();
        if (inUse && !change.different()) {
            return List.of();
        }
        String name = freeName(target.releaseName(), there);
        List<Move> moves = new ArrayList<>();
        moves.add(new Move.Put("", RELEASES + "/" + name));
        moves.add(new Move.Point(CURRENT, RELEASES + "/" + name));
        Set<String> retired = retired(change, there);
        current.ifPresent(retired::remove);
        retired.forEach(old -> moves.add(new Move.Retire(RELEASES + "/" + old)));
        return List.copyOf(moves);
    }

    @Override
    public Optional<KeptTree> kept(Target target, String name) throws IOException {
        String at = RELEASES + "/" + name;
        return isDirectory(name, releases(target.dest()))
                ? Optional.of(KeptTree.of(target.dest().resolve(at), List.of(new Move.Point(CURRENT, at))))
                : Optional.empty();
    }

    /** Directories that are not needed once {@code change} succeeded, which is a good release itself. */
    private static Set<String> retired(Change change, Map<String, DiskEntry> there) {
        List<String> good = new ArrayList<>();
        for (String name : change.goodReleases()) {
            good.remove(name);
            good.add(name);
        }
        good.removeIf(name -> !isDirectory(name, there));
        int keep = Math.max(0, change.target().keepReleases() - 1);
        Set<String> retired = new LinkedHashSet<>(good.subList(0, Math.max(0, good.size() - keep)));
        there.keySet().stream()
                .filter(name -> isTryOf(change.target().releaseName(), name))
                .filter(name -> isDirectory(name, there) && !good.contains(name))
                .forEach(retired::add);
        return retired;
    }

    private static void requireLink(Path current) throws IOException {
        Optional<DiskEntry> there = DiskEntry.find(current);
        if (there.isPresent() && !there.get().isSymlink()) {
            throw new IOException(there.get() + " is no symbolic link: releases points current to the release in use;"
                    + " move what is there to releases/before and link it, or remove it, in a pre hook");
        }
    }

    /** What the directory of releases holds, by name. */
    private static Map<String, DiskEntry> releases(Path dest) throws IOException {
        Map<String, DiskEntry> names = new TreeMap<>();
        Optional<DiskEntry> top = DiskEntry.find(dest);
        Optional<DiskEntry> releases = top.isPresent() ? DiskEntry.find(dest.resolve(RELEASES)) : Optional.empty();
        for (Optional<DiskEntry> directory : List.of(top, releases)) {
            if (directory.isPresent() && !directory.get().isDirectory()) {
                throw new IOException(directory.get() + " is not a directory: move it away");
            }
        }
        if (releases.isPresent()) {
            if (!releases.get().sameDeviceAs(top.orElseThrow())) {
                throw new IOException(releases.get() + " is a mount point, into which no release can be renamed:"
                        + " mount " + top.get() + " instead");
            }
            for (DiskEntry entry : releases.get().children().values()) {
                names.put(String.valueOf(entry.path().getFileName()), entry);
            }
        }
        return names;
    }

    /** The release that is in use; empty when {@code current} says anything else. */
    private static Optional<String> current(Path dest, Map<String, DiskEntry> there) throws IOException {
        Optional<DiskEntry> current = there.isEmpty() ? Optional.empty() : DiskEntry.find(dest.resolve(CURRENT));
        if (current.isEmpty() || !current.get().isSymlink()) {
            return Optional.empty();
        }
        Path to = dest.resolve(current.get().linkTarget());
        return there.keySet().stream()
                .filter(name -> isDirectory(name, there))
                .filter(name -> to.equals(dest.resolve(RELEASES).resolve(name)))
                .findFirst();
    }

    private static boolean isDirectory(String name, Map<String, DiskEntry> there) {
        DiskEntry entry = there.get(name);
        return entry != null && entry.isDirectory();
    }

    private static String freeName(String release, Map<String, DiskEntry> there) {
        return IntStream.iterate(1, tries -> tries + 1)
                .mapToObj(tries -> tries == 1 ? release : release + "." + tries)
                .filter(name -> !there.containsKey(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isTryOf(String release, String name) {
        return name.equals(release)
                || (name.startsWith(release + ".")
                        && name.substring(release.length() + 1).matches("[2-9]|[1-9][0-9]{1,8}"));
    }
}
