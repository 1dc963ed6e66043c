package dev.towline.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.PowerCut.Survival;
import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.NewFile;
import dev.towline.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut may take, and what it may not. */
class PowerCutTest {

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    @FunctionalInterface
    private interface Work {
        void on(Dir root) throws IOException;
    }

    @BeforeEach
    void putSomethingThere() throws IOException {
        Files.writeString(home.resolve("old"), "old text");
        Files.createDirectory(home.resolve("other"));
    }

    @Test
    void nothingLastsBeforeItWasSynced() throws IOException {
        PowerCut cut = record(root -> write(root, "new", "new text"));

        assertThat(after(cut, Survival.NOTHING).has("new")).isFalse();
        assertThat(after(cut, Survival.ONLY_NAMES).text("new")).contains("");
        assertThat(after(cut, Survival.ALL).text("new")).contains("new text");
    }

    @Test
    void aSyncedFileHasNoNameBeforeItsDirectoryWasSynced() throws IOException {
        PowerCut file = record(root -> {
            write(root, "new", "new text");
            root.syncFile("new");
        });
        PowerCut both = record(root -> {
            write(root, "newer", "newer text");
            root.syncFile("newer");
            root.sync();
        });

        assertThat(after(file, Survival.NOTHING).has("new")).isFalse();
        assertThat(after(file, Survival.ONLY_NAMES).text("new")).contains("new text");
        assertThat(after(both, Survival.NOTHING).text("newer")).contains("newer text");
    }

    @Test
    void aRenameHappensWhollyOrNotAtAll() throws IOException {
        PowerCut cut = record(root -> {
            try (Dir other = root.open("other")) {
                root.rename("old", other, "moved");
            }
        });

        for (DiskImage disk : some(cut)) {
            assertThat(disk.has("old")).isNotEqualTo(disk.has("other/moved"));
        }
        assertThat(some(cut)).extracting(disk -> disk.has("old")).contains(true, false);
    }

    @Test
    void unsyncedContentMayBeCutShortZeroOrGarbageAndSyncedContentNever() throws IOException {
        PowerCut cut = record(root -> {
            write(root, "sure", "sure text");
            root.syncFile("sure");
            write(root, "unsure", "unsure text");
            root.sync();
        });

        Set<String> texts = new HashSet<>();
        for (DiskImage disk : some(cut)) {
            assertThat(disk.text("sure")).contains("sure text");
            assertThat(disk.text("old")).contains("old text");
            texts.add(disk.text("unsure").orElseThrow());
        }
        assertThat(texts)
                .contains("unsure text", "")
                .anyMatch(text -> text.length() < 11 && "unsure text".startsWith(text))
                .anyMatch(text -> text.endsWith("\0"))
                .anyMatch(text -> text.length() >= 11 && !text.equals("unsure text"));
    }

    @Test
    void aWrittenImageIsReadAgain() throws IOException {
        Files.createLink(home.resolve("other/second-name"), home.resolve("old"));
        Files.createSymbolicLink(home.resolve("link"), Path.of("old"));
        DiskImage before = DiskImage.of(home);
        Files.delete(home.resolve("old"));
        Files.writeString(home.resolve("other/more"), "more");

        before.writeTo(home);

        assertThat(DiskImage.of(home).fingerprint()).isEqualTo(before.fingerprint());
    }

    private PowerCut record(Work work) throws IOException {
        Path root = home.toRealPath();
        Recorder recorder = new Recorder(root);
        try (Dir dir = new Disk(recorder).open(root)) {
            work.on(dir);
        }
        return new PowerCut(recorder.recording(), sync -> true);
    }

    private static void write(Dir dir, String name, String text) throws IOException {
        try (NewFile file = dir.create(name, 0644)) {
            file.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static DiskImage after(PowerCut cut, Survival survival) {
        return cut.after(cut.operations(), survival, new Random(1));
    }

    private static Set<DiskImage> some(PowerCut cut) {
        Random random = new Random(1);
        Set<DiskImage> disks = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            disks.add(cut.after(cut.operations(), Survival.SOME, random));
        }
        return disks;
    }
}
