package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.TarBytes;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory with one release in place and the next one published, whose deploy is killed and then repeated. */
final class KilledHost {

    private static final Map<String, String> OLD = Map.of("app", "old", "lib/same", "same", "lib/gone", "gone");
    private static final Map<String, String> NEW = Map.of("app", "new", "lib/same", "same", "lib/new", "new");

    private final Path home;
    private final Path dest;
    private final Path canary;
    private final TreeSnapshot outside;
    private final boolean releases;
    private final URI next;

    /** {@code ballast} is how many files more either release has, which differ in each. */
    KilledHost(Path home, String strategy, int ballast) throws IOException {
        this.home = Files.createDirectories(home);
        this.dest = home.resolve("site");
        this.canary = Files.createDirectories(home.resolve("outside"));
        this.releases = strategy.equals("releases");
        Files.writeString(canary.resolve("canary"), "untouched");
        this.outside = TreeSnapshot.of(canary);
        Published published = new Published(home.resolve("published"));
        String lines = "sync_strategy: " + strategy + "\ncommands: {post: ['test -e \"$TOWLINE_DEST\"']}\n";
        URI first = published.release("1", archive(OLD, "old", ballast), dest, lines);
        this.next = published.release("2", archive(NEW, "new", ballast), dest, lines);
        assertThat(deploy(first, List.of()).await().status()).isZero();
    }

    private static byte[] archive(Map<String, String> texts, String ballast, int files) {
        TarBytes tar = TarBytes.tar().dir("lib");
        new TreeMap<>(texts).forEach(tar::file);
        for (int i = 0; i < files; i++) {
            tar.file("ballast/" + i, ballast + " " + i);
        }
        return tar.end().gzip();
    }

    /** Begins to deploy the next release, under another command if there is one. */
    Agent.Running begin(List<String> under) {
        return deploy(next, under);
    }

    private Agent.Running deploy(URI manifest, List<String> under) {
        return new Agent(home)
                .withoutCoverage()
                .under(under)
                .jvm("-XX:-UsePerfData")
                .start("deploy", manifest.toString(), "--allow-unsigned", "--state-dir", state().toString());
    }

    Path state() {
        return home.resolve("state");
    }

    /** Whether staging is there, so that something has begun. */
    boolean hasStaging() {
        try (Stream<Path> all = Files.list(home)) {
            return all.anyMatch(KilledHost::isStaging);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStaging(Path path) {
        return path.getFileName().toString().contains(".towline-");
    }

    /** Every file is one complete old or one complete new one, and with releases all of them are. */
    void requireWholeFiles() throws IOException {
        NavigableMap<String, String> now = texts();
        if (releases) {
            assertThat(now.get("app").equals("old") ? OLD : NEW).isEqualTo(withoutBallast(now));
        }
        now.forEach((path, text) -> {
            if (path.startsWith("ballast/")) {
                String number = path.substring(path.indexOf('/') + 1);
                assertThat(text).as(path).isIn("old " + number, "new " + number);
            } else {
                assertThat(text).as(path).isIn(OLD.get(path), NEW.get(path));
            }
        });
        assertThat(now).containsKeys("app", "lib/same");
    }

    /** Deploys the same again: the release is in place, and nothing else is left. */
    void requireRepair(String after) throws IOException {
        Agent.Outcome outcome = begin(List.of()).await();

        assertThat(outcome.status()).as(() -> after + "\n" + outcome.err()).isZero();
        assertThat(withoutBallast(texts())).as(after).isEqualTo(NEW);
        assertThat(texts().entrySet().stream().filter(entry -> entry.getKey().startsWith("ballast/")))
                .as(after)
                .allMatch(entry -> entry.getValue().startsWith("new "));
        outside.assertUntouched(TreeSnapshot.of(canary));
        assertThat(leftovers()).as(() -> after + "\n" + outcome.err()).isEmpty();
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(path -> isStaging(path)
                            || path.endsWith("journal")
                            || path.getParent().endsWith("scratch"))
                    .toList();
        }
    }

    private static Map<String, String> withoutBallast(Map<String, String> texts) {
        Map<String, String> rest = new TreeMap<>(texts);
        rest.keySet().removeIf(path -> path.startsWith("ballast/"));
        return rest;
    }

    private NavigableMap<String, String> texts() throws IOException {
        Path tree = (releases ? dest.resolve("current") : dest).toRealPath();
        NavigableMap<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                texts.put(tree.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
    }

    /** Removes everything; the directory itself stays the same one. */
    void clear() throws IOException {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                if (!directory.equals(home)) {
                    Files.delete(directory);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
