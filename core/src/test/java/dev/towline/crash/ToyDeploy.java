package dev.towline.crash;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.NewFile;
import dev.towline.disk.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The smallest deploy that survives a power cut: two files are staged and synced, the journal says so, then both are
 * renamed into place. It can be told to do one thing in the wrong order.
 */
final class ToyDeploy implements Protocol {

    /** What is done wrongly. */
    enum Flaw {
        NONE,
        RENAME_BEFORE_JOURNAL,
        JOURNAL_REMOVED_BEFORE_STAGING
    }

    private static final List<String> NAMES = List.of("a", "b");

    private final Path root;
    private final Flaw flaw;

    ToyDeploy(Path root, Flaw flaw) {
        this.root = root;
        this.flaw = flaw;
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(root.resolve("dest"));
        for (String name : NAMES) {
            Files.writeString(root.resolve("dest").resolve(name), "old " + name);
        }
    }

    @Override
    public void run(Watch watch) throws IOException {
        Disk disk = new Disk(watch);
        String staging = "staging-" + UUID.randomUUID();
        journal(disk, "stage " + staging);
        stage(disk, staging);
        if (flaw == Flaw.RENAME_BEFORE_JOURNAL) {
            activate(disk, staging);
            journal(disk, "activate " + staging);
        } else {
            journal(disk, "activate " + staging);
            activate(disk, staging);
        }
        close(disk, staging);
    }

    @Override
    public Optional<String> wrong(DiskImage disk, boolean ended) {
        for (String name : NAMES) {
            String text = disk.text("dest/" + name).orElse("nothing");
            if (!text.equals("new " + name) && (ended || !text.equals("old " + name))) {
                return Optional.of(name + " is neither old nor new, or not new in the end: " + text);
            }
        }
        return Optional.empty();
    }

    @Override
    public void recover() throws IOException {
        Disk disk = new Disk();
        Path journal = root.resolve("journal");
        if (Files.exists(journal)) {
            String[] words = Files.readString(journal).strip().split(" ");
            if (words[0].equals("activate")) {
                disk.removeTree(root.resolve(words[1]));
                stage(disk, words[1]);
                activate(disk, words[1]);
            }
            close(disk, words[1]);
        }
        String left = Files.readString(root.resolve("dest/a")).substring(0, 3);
        if (!Files.readString(root.resolve("dest/b")).startsWith(left)) {
            throw new AssertionError("one file is new, the other one is old");
        }
        try (Dir all = disk.open(root)) {
            if (!all.list().stream().allMatch(name -> name.equals("dest") || name.startsWith(".journal."))) {
                throw new AssertionError("left behind: " + all.list());
            }
        }
    }

    private void journal(Disk disk, String text) throws IOException {
        disk.replace(root.resolve("journal"), text + "\n");
    }

    private void stage(Disk disk, String staging) throws IOException {
        try (Dir parent = disk.open(root);
                Dir dir = disk.makePrivate(parent, staging)) {
            for (String name : NAMES) {
                try (NewFile file = dir.create(name, 0644)) {
                    file.write(("new " + name).getBytes(StandardCharsets.UTF_8));
                }
                dir.syncFile(name);
            }
            dir.sync();
        }
    }

    private void activate(Disk disk, String staging) throws IOException {
        try (Dir from = disk.open(root.resolve(staging));
                Dir to = disk.open(root.resolve("dest"))) {
            for (String name : NAMES) {
                from.rename(name, to, name);
            }
            to.sync();
        }
    }

    private void close(Disk disk, String staging) throws IOException {
        try (Dir parent = disk.open(root)) {
            if (flaw == Flaw.JOURNAL_REMOVED_BEFORE_STAGING) {
                parent.unlink("journal");
                parent.sync();
                parent.removeTree(staging);
            } else {
                parent.removeTree(staging);
                parent.sync();
                parent.unlink("journal");
            }
            parent.sync();
        }
    }
}
