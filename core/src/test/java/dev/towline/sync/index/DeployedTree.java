package dev.towline.sync.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towline.disk.Disk;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.TreeEntry.Owner;
import dev.towline.sync.TreeIndex;
import dev.towline.trust.OwnerPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A small release on disk, as a deploy left it, and what the release wanted. */
final class DeployedTree {

    static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

    final Path root;
    final Disk disk = new Disk();
    private final List<TreeEntry> wanted = new ArrayList<>();

    /** {@code conf/app.yml}, {@code lib/a.jar}, {@code lib/sub/b.jar}, {@code run} and the link {@code app}. */
    DeployedTree(Path root) throws IOException {
        this.root = Files.createDirectory(root);
        directory("conf");
        file("conf/app.yml", "port: 1");
        directory("lib");
        file("lib/a.jar", "a".repeat(200_000));
        file("lib/sub/b.jar", "b"); // whose directory the archive does not name
        file("run", "#!/bin/sh");
        Files.createSymbolicLink(path("app"), Path.of("lib/a.jar"));
        wanted.add(TreeEntry.symlink("app", "lib/a.jar", TIME, Owner.UNKNOWN));
    }

    Path path(String name) {
        return root.resolve(name);
    }

    void directory(String name) throws IOException {
        Files.createDirectories(path(name));
        Files.setAttribute(path(name), "unix:mode", 0755);
        wanted.add(TreeEntry.directory(name, 0755, TIME, Owner.UNKNOWN));
    }

    void file(String name, String content) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), content);
        Files.setAttribute(path(name), "unix:mode", 0644);
        setTime(name, TIME);
        wanted.add(TreeEntry.file(name, 0644, TIME, Owner.UNKNOWN, content.getBytes(UTF_8).length)
                .withSha256(sha256(content)));
    }

    void setTime(String name, Instant time) throws IOException {
        Files.setLastModifiedTime(path(name), FileTime.from(time));
    }

    TreeIndex wanted() {
        return TreeIndex.of(wanted);
    }

    RecordedTree record(String... excludes) throws IOException {
        return record(PathFilter.rsync(List.of(), List.of(excludes)));
    }

    RecordedTree record(PathFilter excluded) throws IOException {
        return RecordedTree.record(disk, root, wanted(), OwnerPolicy.runningUser(), excluded);
    }

    /** A record whose times are old enough to be relied on: no later change can bear the same ctime. */
    RecordedTree settled(String... excludes) throws IOException {
        RecordedTree record = record(excludes);
        while (record.entries().stream()
                .anyMatch(entry -> !entry.isDirectory() && entry.ctime().equals(Recorded.UNSETTLED))) {
            Thread.onSpinWait();
            record = record(excludes);
        }
        return record;
    }

    static String sha256(String content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
