package dev.towline.e2e.bench;

import dev.towline.e2e.bench.Contenders.Contender;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures deploys against {@code curl | tar} and against stretcher's way, in turn within one run, and compares the tree
 * after every one of them with the release. Says which goals are reached; only a wrong tree, or a contender that fails, is
 * an error.
 *
 * <p>The argument is the agent's jar. {@code -Dbench.rounds} says how often each is measured, {@code -Dbench.seconds}
 * after how long no further round begins.
 */
public final class Benchmark {

    private static final String GZ = "tar.gz";
    private static final String ZST = "tar.zst";
    private static final int WARM_UP = 6;
    private static final List<String> NEEDED = List.of("bash", "curl", "gzip", "rsync", "sha256sum", "tar", "zstd");

    private final Path home;
    private final Path dest;
    private final ReleaseTree tree;
    private final Release first;
    private final Release patch;
    private final long treeBytes;
    private final long patchBytes;
    private final Results results = new Results();
    private final PrintStream out = System.out;

    private Benchmark(Path home, LoopbackServer server) throws IOException, InterruptedException {
        this.home = home;
        this.dest = home.resolve("dest");
        this.tree = ReleaseTree.make(home.resolve("tree"));
        this.treeBytes = tree.bytes();
        this.first = Release.publish(home.resolve("tree"), "first", server, home);
        this.patchBytes = tree.patch();
        this.patch = Release.publish(home.resolve("tree"), "patch", server, home);
        remove(home.resolve("tree"));
    }

    public static void main(String[] args) throws Exception {
        List<String> missing =
                NEEDED.stream().filter(program -> !Command.isThere(program)).toList();
        if (!missing.isEmpty()) {
            System.out.println("Benchmark skipped, not installed: " + String.join(", ", missing));
            return;
        }
        Path memory = Path.of("/dev/shm");
        Path place = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
        Path home = Files.createTempDirectory(place, "towline-bench");
        try (LoopbackServer server = new LoopbackServer(Files.createDirectory(home.resolve("served")));
                WarmDeployer warm = new WarmDeployer(Contenders.HEAP, home.resolve("state-warm"))) {
            new Benchmark(home, server).run(new Contenders(home, Path.of(args[0]), warm));
        } finally {
            remove(home);
        }
        durable();
    }

    /** Where there is a disk: the directory that the build writes to. */
    private static void durable() throws Exception {
        Path home = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "durable");
        try {
            System.out.println("\nDurable, on " + Files.getFileStore(home).type());
            Durable.measure(home, Integer.getInteger("bench.rounds", 5), System.out);
        } finally {
            remove(home);
        }
    }

    private void run(Contenders contenders) throws IOException, InterruptedException {
        long end = System.nanoTime() + 1_000_000_000L * Integer.getInteger("bench.seconds", 150);
        int rounds = Integer.getInteger("bench.rounds", 5);
        describe();
        for (int i = 0; i < WARM_UP; i++) {
            fresh(contenders::warm, i % 2 == 0 ? ZST : GZ);
        }
        results.addBytes("cold .tar.gz", fresh(contenders::coldReporting, GZ));
        results.addBytes("cold .tar.zst", fresh(contenders::coldReporting, ZST));
        results.addBytes("cold .tar.zst, the same again", next(contenders::coldReporting, first));
        results.addBytes("cold .tar.zst, the patch", next(contenders::coldReporting, patch));
        for (int i = 0; i < rounds && (i == 0 || System.nanoTime() < end); i++) {
            round(contenders);
        }
        results.print(out);
        goals();
    }

    private void round(Contenders contenders) throws IOException, InterruptedException {
        results.add("cold .tar.gz", fresh(contenders::cold, GZ));
        results.add("stretcher's way .tar.gz", fresh(contenders::stretcher, GZ));

        results.add("cold .tar.zst", fresh(contenders::cold, ZST));
        results.add("cold .tar.zst, the same again", next(contenders::cold, first));
        results.add("cold .tar.zst, the patch", next(contenders::cold, patch));
        results.add("stretcher's way .tar.zst", fresh(contenders::stretcher, ZST));
        results.add("stretcher's way .tar.zst, the same again", next(contenders::stretcher, first));
        results.add("stretcher's way .tar.zst, the patch", next(contenders::stretcher, patch));
        results.add("cold .tar.zst from file:", fresh(contenders::coldFromFile, ZST));

        results.add("warm .tar.zst", fresh(contenders::warm, ZST));
        results.add("warm .tar.zst, the same again", next(contenders::warm, first));
        results.add("warm .tar.zst, the patch", next(contenders::warm, patch));
        results.add("curl | tar --zstd -x", fresh(contenders::curlTar, ZST));
        results.add("warm .tar.gz", fresh(contenders::warm, GZ));
    }

    private void describe() throws IOException {
        out.println(Machine.describe(home));
        out.printf(
                Locale.ROOT,
                "Tree: %,d files, %.1f MB; as .tar.gz %.1f MB, as .tar.zst %.1f MB; the patch changes %d files, %.2f MB%n",
                tree.count(),
                treeBytes / 1e6,
                Files.size(first.file(GZ)) / 1e6,
                Files.size(first.file(ZST)) / 1e6,
                tree.patched(),
                patchBytes / 1e6);
        out.println("Load before: " + Machine.load());
    }

    /** The first release into a directory that does not exist. */
    private Run fresh(Contender contender, String format) throws IOException, InterruptedException {
        remove(dest);
        return deploy(contender, first, format);
    }

    /** A release over the one that is there. */
    private Run next(Contender contender, Release release) throws IOException, InterruptedException {
        return deploy(contender, release, ZST);
    }

    private Run deploy(Contender contender, Release release, String format) throws IOException, InterruptedException {
        Run run = contender.deploy(release, format, dest);
        if (!TreeDigest.of(dest).equals(release.digest())) {
            throw new IOException("the tree is not the release's, " + format);
        }
        return run;
    }

    private void goals() throws IOException {
        out.println("Load after: " + Machine.load());
        out.printf("%n%-62s %7s  %5s%n", "goal, each JVM with a heap of " + Contenders.HEAP, "at most", "came");
        faster("cold .tar.gz", "stretcher's way .tar.gz", 0.5);
        faster("cold .tar.zst", "stretcher's way .tar.zst", 0.8);
        faster("warm .tar.zst", "curl | tar --zstd -x", 1.5);
        faster("warm .tar.zst, the same again", "warm .tar.zst", 0.05);
        wrote("cold .tar.gz", treeBytes, 1.02);
        wrote("cold .tar.zst", treeBytes, 1.02);
        wrote("warm .tar.zst", treeBytes, 1.02);
        wrote("cold .tar.zst, the patch", patchBytes, 1.1);
        wrote("warm .tar.zst, the patch", patchBytes, 1.1);
        wrote("cold .tar.zst, the same again", treeBytes, 0);
        wrote("warm .tar.zst, the same again", treeBytes, 0);
    }

    private void faster(String name, String peer, double most) {
        Series ratio = results.seconds(name).over(results.seconds(peer));
        Series work = results.cpu(name).over(results.cpu(peer));
        Results.goal(
                out, "seconds: " + name + " / " + peer, most, ratio.median(), ratio + ";  of processor time:" + work);
    }

    private void wrote(String name, long bytes, double most) {
        long all = results.allWritten(name);
        Results.goal(
                out,
                "bytes written: " + name,
                most,
                (double) results.written(name) / bytes,
                String.format(
                        Locale.ROOT,
                        "%,d of %,d%s",
                        results.written(name),
                        bytes,
                        all == 0 ? "" : String.format(Locale.ROOT, "; the whole process: %,d", all)));
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
