package dev.towline.e2e.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures what durability costs, on a real disk: a release that changes each of 5,000 files of 10 KiB, put over the one
 * before, against {@code rsync -a --delete --fsync} from a tree that is there already. Watches how long a reader could see
 * files of both.
 */
final class Durable {

    private static final int FILES = 5_000;
    private static final int SIZE = 10 * 1024;
    private static final int PER_DIRECTORY = 100;
    private static final int WATCHED = 25;

    private final Path home;
    private final Path dest;
    private final Results results = new Results();
    private final Series window = new Series();

    private Durable(Path home) {
        this.home = home;
        this.dest = home.resolve("dest");
    }

    /** Measures {@code rounds} times in {@code home} and prints what came of it. */
    static void measure(Path home, int rounds, PrintStream out) throws Exception {
        Path served = Files.createDirectory(home.resolve("served"));
        try (LoopbackServer server = new LoopbackServer(served);
                WarmDeployer warm = new WarmDeployer(Contenders.HEAP, home.resolve("state"))) {
            Durable durable = new Durable(home);
            List<Path> trees = List.of(durable.tree('A'), durable.tree('B'));
            List<Release> releases = new ArrayList<>();
            for (Path tree : trees) {
                releases.add(Release.publish(tree, String.valueOf(tree.getFileName()), server, home));
            }
            for (int i = 0; i < 4 + 2 * rounds; i++) {
                durable.round(i < 4, releases.get(i % 2), trees.get(i % 2), warm);
            }
            durable.results.print(out);
            durable.goals(out);
        }
    }

    /** Times are whole seconds, as archives have them, and others in each version, as {@code rsync} goes by them. */
    private Path tree(char version) throws Exception {
        Path tree = home.resolve("tree-" + version);
        Random random = new Random(version);
        byte[] content = new byte[SIZE];
        for (int i = 0; i < FILES; i++) {
            Path file = tree.resolve(name(i));
            Files.createDirectories(file.getParent());
            random.nextBytes(content);
            content[0] = (byte) version;
            Files.write(file, content);
        }
        Command.shell(home, "find " + tree + " -exec touch -d @" + (ReleaseTree.TIME + version) + " {} +")
                .run();
        return tree;
    }

    private static String name(int number) {
        return "d" + number / PER_DIRECTORY + "/f" + number;
    }

    private void round(boolean warmUp, Release release, Path tree, WarmDeployer warm) throws Exception {
        char version = String.valueOf(tree.getFileName()).charAt("tree-".length());
        Path peer = home.resolve("peer");
        Run rsync = timed(Command.shell(home, "rsync -a --delete --fsync " + tree + "/ " + peer));
        Reader reader = new Reader(dest, version);
        Run towline;
        double mixed;
        try {
            towline = warm.deploy(release.manifest("tar.zst", release.uri("tar.zst"), dest));
        } finally {
            mixed = reader.stop();
        }
        for (Path each : List.of(peer, dest)) {
            if (!TreeDigest.of(each).equals(release.digest())) {
                throw new IOException(each + " is not the release");
            }
        }
        if (!warmUp) {
            results.add("rsync -a --delete --fsync", rsync);
            results.add("warm, durable", towline);
            window.add(mixed);
        }
    }

    private static Run timed(Command command) throws IOException, InterruptedException {
        Command.Ran ran = command.run();
        return new Run(ran.seconds(), ran.cpu(), 0, 0);
    }

    private void goals(PrintStream out) {
        Series ratio = results.seconds("warm, durable").over(results.seconds("rsync -a --delete --fsync"));
        Results.goal(out, "seconds: warm, durable / rsync --fsync", 0.6, ratio.median(), ratio.toString());
        Results.goal(out, "seconds in which a reader can see both releases", 1.5, window.median(), window.toString());
    }

    /** Reads some files again and again, and notes when the first was new and the last still old. */
    private static final class Reader {
        private final Path dest;
        private final char version;
        private final Thread thread = new Thread(this::read, "reader");
        private volatile boolean over;
        private long firstNew;
        private long lastOld;

        Reader(Path dest, char version) {
            this.dest = dest;
            this.version = version;
            thread.start();
        }

        private void read() {
            while (!over) {
                for (int i = 0; i < FILES; i += FILES / WATCHED) {
                    look(dest.resolve(name(i)));
                }
            }
        }

        private void look(Path file) {
            try (InputStream in = Files.newInputStream(file)) {
                boolean isNew = in.read() == version;
                long now = System.nanoTime();
                if (isNew && firstNew == 0) {
                    firstNew = now;
                } else if (!isNew) {
                    lastOld = now;
                }
            } catch (IOException e) {
                lastOld = System.nanoTime(); // before the first release
            }
        }

        /** Ends the reading: for how many seconds files of both could be seen. */
        double stop() throws InterruptedException {
            over = true;
            thread.join();
            return firstNew == 0 ? 0 : Math.max(0, lastOld - firstNew) / 1e9;
        }
    }
}
