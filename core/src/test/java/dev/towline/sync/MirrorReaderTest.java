package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program reads the destination of a mirror while releases come and go. */
@Timeout(300)
class MirrorReaderTest {

    private static final int DEPLOYS = 120;
    private static final int LENGTH = 100_000;
    private static final List<String> PATHS = List.of("app", "lib/a", "lib/deep/b", "was-link");

    @TempDir(factory = MemoryDirectory.class)
    private Path directory;

    private final AtomicBoolean deploying = new AtomicBoolean(true);
    private final AtomicLong rounds = new AtomicLong();

    @Test
    @DisplayName("I2 whoever reads a path during a mirror gets one whole old or one whole new file")
    void everyFileIsWhole() throws Exception {
        Path dest = directory.resolve("site");
        WholeDeploy host = new WholeDeploy(directory.resolve("state"));
        List<SampleTree> releases = List.of(release('1'), release('2'));
        host.deploy(releases.get(1), "rsync", dest).orThrow();
        FutureTask<String> reading = new FutureTask<>(() -> read(dest));
        new Thread(reading, "reader").start();
        try {
            for (int i = 0; i < DEPLOYS && !reading.isDone(); i++) {
                long before = rounds.get();
                host.deploy(releases.get(i % 2), "rsync", dest).orThrow();
                while (rounds.get() == before && !reading.isDone()) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            deploying.set(false);
        }

        assertThat(reading.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(rounds.get()).isGreaterThanOrEqualTo(DEPLOYS);
    }

    private static SampleTree release(char version) {
        SampleTree tree = new SampleTree(new TreeMap<>());
        String content = String.valueOf(version).repeat(LENGTH);
        Instant mtime = Instant.ofEpochSecond(version);
        for (String directory : List.of("", "lib", "lib/deep", "only-" + version)) {
            tree.nodes().put(directory, SampleTree.Node.directory(0755, mtime));
        }
        PATHS.forEach(path -> tree.nodes().put(path, SampleTree.Node.file(content, 0644, mtime)));
        tree.nodes().put("only-" + version + "/file", SampleTree.Node.file(content, 0644, mtime));
        if (version == '1') {
            tree.nodes().put("was-link", SampleTree.Node.symlink("app", mtime));
        }
        return tree;
    }

    /** Reads all paths again and again: what was wrong, if anything. A path that is missing fails. */
    private String read(Path dest) throws IOException {
        while (deploying.get()) {
            for (String path : PATHS) {
                String text = Files.readString(dest.resolve(path));
                if (text.length() != LENGTH || text.chars().distinct().count() != 1) {
                    return path + " had " + text.length() + " characters, "
                            + text.chars().distinct().count() + " kinds";
                }
            }
            rounds.incrementAndGet();
        }
        return "";
    }
}
