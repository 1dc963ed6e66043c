package dev.towline.sync.mover;

import dev.towline.disk.Dir;
import dev.towline.disk.Stat;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.staging.Staging;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts the files that moves would delete: dropped ones, and those of a replaced directory that the new one has not. */
final class DeletionCount {

    private final Site site;
    private final Dir staging;
    private final PathFilter excluded;
    private final Map<String, Optional<String>> going = new HashMap<>();
    private long deleted;
    private long existing;

    DeletionCount(Site site, Dir staging, PathFilter excluded) {
        this.site = site;
        this.staging = staging;
        this.excluded = excluded;
    }

    Deletions of(List<Move> moves) throws IOException {
        for (Move move : moves) {
            if (move instanceof Move.Drop) {
                going.put(move.at(), Optional.empty());
            } else if (move instanceof Move.Put put && isDirectory(put.at())) {
                going.put(put.at(), Optional.of(put.staged()));
            } else if (move instanceof Move.Point && isDirectory(move.at())) {
                going.put(move.at(), Optional.empty());
            }
        }
        if (!going.isEmpty()) {
            walk("", false, Optional.empty());
        }
        return new Deletions(deleted, existing);
    }

    private boolean isDirectory(String at) throws IOException {
        return site.stat(at).filter(Stat::isDirectory).isPresent();
    }

    /** {@code successor} is the staged path that comes in place of {@code at} when it goes. */
    private void walk(String at, boolean goingAlready, Optional<String> successor) throws IOException {
        Optional<Stat> stat = site.stat(at);
        if (stat.isEmpty()
                || staging.path().equals(site.path(at))
                || (!at.isEmpty() && excluded.excludes(at, stat.get().isDirectory()))) {
            return;
        }
        boolean goes = goingAlready || going.containsKey(at);
        Optional<String> next = goingAlready ? successor : going.getOrDefault(at, Optional.empty());
        if (!stat.get().isDirectory()) {
            existing++;
            deleted += goes && staged(next).isEmpty() ? 1 : 0;
            return;
        }
        Optional<String> inside = staged(next).filter(Stat::isDirectory).isPresent() ? next : Optional.empty();
        for (String name : site.directory(at).list()) {
            walk(
                    at.isEmpty() ? name : at + "/" + name,
                    goes,
                    inside.map(path -> path.isEmpty() ? name : path + "/" + name));
        }
    }

    private Optional<Stat> staged(Optional<String> path) throws IOException {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        return staging.stat(path.get().isEmpty() ? Staging.TREE : Staging.TREE + "/" + path.get());
    }
}
