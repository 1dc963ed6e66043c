package dev.towline.sync.mover;

import dev.towline.disk.Dir;
import dev.towline.disk.OpenDirs;
import dev.towline.disk.Stat;
import dev.towline.sync.Move;
import dev.towline.sync.staging.Staging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at moves before the first is made: a stranger's syncer cannot lead out of the destination, nor lose what it put. */
final class Preflight {

    private final Site site;
    private final Dir staging;
    private final long device;
    private final Set<String> put = new HashSet<>();
    private final Set<String> seen = new HashSet<>();

    Preflight(Site site, Dir staging) throws IOException {
        this.site = site;
        this.staging = staging;
        this.device = staging.stat().dev();
    }

    /**
     * The moves that are to be made.
     *
     * @throws IllegalArgumentException naming the first move that is malformed
     * @throws IOException when a move meets another file system
     */
    List<Move> check(List<Move> moves) throws IOException {
        List<Move> checked = new ArrayList<>();
        for (Move move : moves) {
            requireRelative(move, move.at());
            if (isStaging(move.at())) {
                requireHarmless(move);
                continue;
            }
            if (move instanceof Move.Put staged) {
                requireStaged(staged);
            } else if (move instanceof Move.Point point
                    && (point.to().isEmpty() || point.to().indexOf('\0') >= 0)) {
                throw refused(move, "points to nothing");
            } else if (move instanceof Move.Retire && move.at().isEmpty()) {
                throw refused(move, "would retire the destination itself");
            }
            requireDeviceAbove(move.at());
            if (move instanceof Move.Dress || move instanceof Move.Retire) {
                requireDevice(move.at(), site.stat(move.at()));
            } else {
                requireDeviceBelow(move.at());
            }
            checked.add(move);
        }
        return checked;
    }

    private boolean isStaging(String at) throws IOException {
        return staging.path().equals(site.path(at));
    }

    private static void requireHarmless(Move move) {
        if (!(move instanceof Move.Drop)) {
            throw refused(move, "changes the staging directory");
        }
    }

    private void requireStaged(Move.Put move) throws IOException {
        requireRelative(move, move.staged());
        for (String above = move.staged(); ; above = OpenDirs.parent(above)) {
            if (put.contains(above)) {
                throw refused(move, "puts what an earlier move has put already");
            }
            if (above.isEmpty()) {
                break;
            }
        }
        put.add(move.staged());
        String at = move.staged().isEmpty() ? Staging.TREE : Staging.TREE + "/" + move.staged();
        if (staging.stat(at).isEmpty()) {
            throw refused(move, "names nothing that was staged");
        }
    }

    private static void requireRelative(Move move, String path) {
        if (path.isEmpty()) {
            return;
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw refused(move, "is no path below the destination: names joined by /, without . and ..");
            }
        }
    }

    private static IllegalArgumentException refused(Move move, String why) {
        return new IllegalArgumentException("the move " + move + " is refused: it " + why);
    }

    /** Nothing can be renamed from one file system to another, and what is mounted is not the deploy's. */
    private void requireDeviceAbove(String at) throws IOException {
        String above = at;
        while (!above.isEmpty()) {
            above = OpenDirs.parent(above);
            if (!seen.add(above)) {
                return;
            }
            requireDevice(above, site.stat(above));
        }
    }

    private void requireDeviceBelow(String at) throws IOException {
        Optional<Stat> stat = site.stat(at);
        requireDevice(at, stat);
        if (stat.isPresent() && stat.get().isDirectory() && !isStaging(at)) {
            for (String name : site.directory(at).list()) {
                String path = at.isEmpty() ? name : at + "/" + name;
                if (site.stat(path).filter(Stat::isDirectory).isPresent()) {
                    requireDeviceBelow(path);
                }
            }
        }
    }

    private void requireDevice(String at, Optional<Stat> stat) throws IOException {
        if (stat.isPresent() && stat.get().dev() != device) {
            throw new IOException(site.path(at) + " is on another file system than staging (" + staging.path()
                    + "): unmount it, or exclude it");
        }
    }
}
