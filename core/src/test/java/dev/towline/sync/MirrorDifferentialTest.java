package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MirrorDifferentialTest {

    private static final int GENERATED = 330;
    private static final int CANNOT_TRANSFER_ALL = 23;

    @TempDir
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
        SampleTree release = SampleTree.random(random, 20);
        SampleTree old = release.mutated(random);
        List<String> file = RandomPatterns.some(random);
        List<String> excludes = RandomPatterns.some(random);
        PathFilter filter;
        try {
            filter = PathFilter.rsync(file, excludes);
        } catch (IllegalArgumentException e) {
            return; // rsync refuses it too: RsyncFilterTest
        }
        Path here = Files.createDirectory(directory.resolve("seed-" + seed));
        release.write(here.resolve("release"));
        old.write(here.resolve("ours"));
        old.write(here.resolve("theirs"));
        Target target = Target.of(here.resolve("ours"), "r")
                .destMode(release.nodes().get("").mode())
                .excluding(filter);
        String triple = "seed %s, file %s, excludes %s".formatted(seed, file, excludes);

        RealRsync.Run run = RealRsync.run(file, excludes, here.resolve("release"), here.resolve("theirs"));
        SampleTree theirs = SampleTree.read(here.resolve("theirs"));
        try {
            deploy(Asked.of(target, release), here);
        } catch (IOException e) {
            refused++;
            assertThat(e).as(triple).hasMessageContaining("excluded");
            assertThat(SampleTree.read(here.resolve("ours"))).as(triple).isEqualTo(old);
            assertThat(run.status() == CANNOT_TRANSFER_ALL
                            || !hidden(old, filter).equals(hidden(theirs, filter)))
                    .as("%s: rsync %s keeps what is excluded, but ours says %s", triple, run, e)
                    .isTrue();
            SampleTree.delete(here);
            return;
        }
        equal++;
        assertThat(run.status()).as("%s: %s", triple, run).isZero();
        assertThat(SampleTree.read(here.resolve("ours")))
                .as(triple)
                .isEqualTo(withTimesOfKeptDirectories(theirs, old, release, filter));
        assertThat(Syncers.mirror().moves(Asked.of(target, release).change()))
                .as(triple + ", again")
                .isEmpty();
        SampleTree.delete(here);
    }

    private static void deploy(Asked asked, Path here) throws IOException {
        List<Move> moves = Syncers.mirror().moves(asked.change());
        asked.stage(here.resolve("staged"));
        new NaiveCarrier(here.resolve("staged"), here.resolve("ours")).carryOut(moves);
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
