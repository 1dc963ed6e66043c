package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.DeployResult;
import dev.towline.TargetState;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MirrorDifferentialTest {

    private static final int GENERATED = 330;
    private static final int CANNOT_TRANSFER_ALL = 23;

    private static final String PATTERNS = "exclude-from";

    @TempDir(factory = MemoryDirectory.class)
    private Path directory;

    private int equal;
    private int refused;

    @Test
    void mirrorMakesOfAnOldTreeWhatRsyncMakesOfIt() throws IOException {
        RealTools.require("rsync");
        for (int seed = 0; equal + refused < GENERATED; seed++) {
            compareWithRsync(seed);
        }
        assertThat(equal).as("equal").isGreaterThanOrEqualTo(300);
        assertThat(refused).as("refused").isPositive();
    }

    private void compareWithRsync(int seed) throws IOException {
        Random random = new Random(seed);
        SampleTree release = SampleTree.random(random, 20).plain();
        SampleTree old = release.mutated(random);
        List<String> file = RandomPatterns.some(random);
        List<String> excludes = RandomPatterns.some(random);
        PathFilter filter;
        try {
            filter = PathFilter.rsync(file, excludes);
        } catch (IllegalArgumentException e) {
            return; // rsync refuses it too: RsyncFilterTest
        }
        release.nodes().put(PATTERNS, SampleTree.Node.file(text(file), 0644, Instant.EPOCH));
        Path here = Files.createDirectory(directory.resolve("seed-" + seed));
        release.write(here.resolve("release"));
        old.write(here.resolve("ours"));
        old.write(here.resolve("theirs"));
        String triple = "seed %s, file %s, excludes %s".formatted(seed, file, excludes);

        RealRsync.Run run = RealRsync.run(file, excludes, here.resolve("release"), here.resolve("theirs"));
        SampleTree theirs = SampleTree.read(here.resolve("theirs"));
        DeployResult result = deploy(release, excludes, here);
        if (result.failure().isPresent()) {
            refused++;
            assertThat(result.failure().get()).as(triple).hasMessageContaining("excluded");
            assertThat(SampleTree.read(here.resolve("ours"))).as(triple).isEqualTo(old);
            assertThat(run.status() == CANNOT_TRANSFER_ALL
                            || !hidden(old, filter).equals(hidden(theirs, filter)))
                    .as("%s: rsync %s keeps what is excluded, but ours says %s", triple, run, result)
                    .isTrue();
            SampleTree.delete(here);
            return;
        }
        equal++;
        assertThat(run.status()).as("%s: %s", triple, run).isZero();
        assertThat(SampleTree.read(here.resolve("ours")))
                .as(triple)
                .isEqualTo(withTimesOfKeptDirectories(theirs, old, release, filter));
        assertThat(deploy(release, excludes, here).report().target())
                .as(triple + ", again")
                .isEqualTo(TargetState.UNTOUCHED);
        SampleTree.delete(here);
    }

    private DeployResult deploy(SampleTree release, List<String> excludes, Path here) {
        return new WholeDeploy(directory.resolve("state"))
                .deploy(
                        release,
                        "rsync",
                        here.resolve("ours"),
                        "exclude_from: " + PATTERNS,
                        WholeDeploy.list("excludes", excludes));
    }

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static SampleTree hidden(SampleTree tree, PathFilter filter) {
        SampleTree hidden = new SampleTree(new TreeMap<>(tree.nodes()));
        hidden.nodes().keySet().removeAll(tree.without(filter).nodes().keySet());
        return hidden;
    }

    /** Where rsync deletes around something excluded it leaves the directory's time as the deletion made it. */
    private static SampleTree withTimesOfKeptDirectories(
            SampleTree theirs, SampleTree old, SampleTree release, PathFilter filter) {
        SampleTree tree = new SampleTree(new TreeMap<>(theirs.nodes()));
        theirs.nodes().forEach((path, node) -> {
            if (node.isDirectory() && !release.nodes().containsKey(path) && !filter.hides(path, true)) {
                tree.nodes().put(path, node.at(old.nodes().get(path).mtime()));
            }
        });
        return tree;
    }
}
