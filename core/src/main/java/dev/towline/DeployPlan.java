package dev.towline;

import dev.towline.manifest.Commands;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a deploy would change. Immutable; paths are relative to the destination and sorted. */
public final class DeployPlan {

    /** One path that would be added, changed or removed; {@code size} is its new length in bytes, its old one if removed. */
    public record Item(String path, long size) {}

    private final Optional<String> deployment;
    private final String release;
    private final Optional<Path> dest;
    private final List<Item> added;
    private final List<Item> changed;
    private final List<Item> removed;
    private final Commands commands;
    private final List<String> check;
    private final ByteCounts bytes;

    DeployPlan(
            Optional<String> deployment,
            String release,
            Optional<Path> dest,
            List<Item> added,
            List<Item> changed,
            List<Item> removed,
            Commands commands,
            List<String> check,
            ByteCounts bytes) {
        this.deployment = deployment;
        this.release = release;
        this.dest = dest;
        this.added = List.copyOf(added);
        this.changed = List.copyOf(changed);
        this.removed = List.copyOf(removed);
        this.commands = commands;
        this.check = List.copyOf(check);
        this.bytes = bytes;
    }

    public Optional<String> deployment() {
        return deployment;
    }

    /** The release's identity ({@link dev.towline.manifest.Manifest#release()}). */
    public String release() {
        return release;
    }

    /** The destination as the manifest writes it; empty in commands-only mode. */
    public Optional<Path> dest() {
        return dest;
    }

    public List<Item> added() {
        return added;
    }

    public List<Item> changed() {
        return changed;
    }

    public List<Item> removed() {
        return removed;
    }

    /** The commands that would run, secret values removed. */
    public Commands commands() {
        return commands;
    }

    /** The commands of {@code check}, secret values removed. */
    public List<String> check() {
        return check;
    }

    /** What was fetched to find out, and what a deploy would write and reuse. */
    public ByteCounts bytes() {
        return bytes;
    }
}
