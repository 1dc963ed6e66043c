package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.Effort;
import dev.towline.crash.Quiet;
import dev.towline.crash.Swapper;
import dev.towline.testkit.MemoryDirectory;
import dev.towline.testkit.TreeSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole deploys under attack: whoever owns the destination swaps directories for links to what is not his. */
@ExtendWith(Quiet.class)
final class SymlinkRaceTest {

    private static final Duration ATTACK = Effort.all() ? Duration.ofSeconds(60) : Duration.ofMillis(1500);
    private static final int NAIVE_TRIES = 3000;

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    private CrashHost host;
    private Path outside;
    private TreeSnapshot before;

    @BeforeEach
    void makeOutside() throws IOException {
        host = new CrashHost(Files.createDirectory(home.resolve("host")));
        outside = Files.createDirectories(home.resolve("outside/sub")).getParent();
        for (String name : List.of("same", "gone", "new", "app", "mode", "x", "y", "z", "sub/x", "moves", "0", "1")) {
            Files.writeString(outside.resolve(name), "not the deploy's");
        }
        for (String name : List.of("tree", "trash", "spent", "lib", "fresh", "releases")) {
            Files.createDirectory(outside.resolve(name));
        }
        before = TreeSnapshot.of(outside);
    }

    @FunctionalInterface
    private interface Round {
        DeployResult deploy(int number) throws Exception;
    }

    @Test
    @DisplayName("R1 R2 a mirror whose directories are swapped while it compares, moves, and sets modes and times")
    void mirror() throws Exception {
        URI[] releases = {host.publish(CrashHost.oldTree(), "rsync"), host.publish(CrashHost.newTree(), "rsync")};
        attack("mirror", () -> directories(host.dest), number -> host.deploy(releases[number % 2], op -> {}));
        requireConverging(releases[1]);
    }

    @Test
    @DisplayName("R1 R2 the same while each deploy fails in post and is taken back")
    void undo() throws Exception {
        host.begin(host.publish(CrashHost.oldTree(), "rsync"));
        URI failing = host.publish(CrashHost.newTree(), "rsync", "commands: {post: [fails]}");
        DeployRequest again = DeployRequest.of(failing).retryQuarantined();
        attack(
                "undo",
                () -> directories(host.dest),
                number -> host.builder(op -> {}).build().deploy(again));
        requireConverging(host.publish(CrashHost.newTree(), "rsync"));
    }

    @Test
    @DisplayName("R1 releases whose directories are swapped while files are linked from them and old ones removed")
    void releases() throws Exception {
        List<URI> releases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            releases.add(host.publish(
                    CrashHost.newTree().file("number", Integer.toString(i)), "releases", "keep_releases: 2"));
        }
        attack("releases", this::releaseDirectories, number -> host.deploy(releases.get(number % 4), op -> {}));
        requireConverging(releases.get(1));
    }

    @Test
    @DisplayName("R1 R3 the staging directory itself is swapped for a link")
    void staging() throws Exception {
        URI[] releases = {host.publish(CrashHost.oldTree(), "rsync"), host.publish(CrashHost.newTree(), "rsync")};
        attack("staging", this::stagingDirectories, number -> host.deploy(releases[number % 2], op -> {}));
        requireConverging(releases[1]);
    }

    @Test
    @DisplayName("R4 whatever file of the state directory is a link: what it leads to is not written")
    void linksForRecordsAreNotWrittenThrough() throws Exception {
        URI[] releases = {host.publish(CrashHost.oldTree(), "rsync"), host.publish(CrashHost.newTree(), "rsync")};
        host.begin(releases[0]);
        List<Path> records;
        try (Stream<Path> all = Files.walk(host.state)) {
            records = all.filter(Files::isRegularFile).toList();
        }
        assertThat(records).hasSizeGreaterThan(3);
        for (Path record : records) {
            byte[] content = Files.readAllBytes(record);
            Files.delete(record);
            Files.createSymbolicLink(record, outside.resolve("same"));

            host.deploy(releases[1], op -> {});

            before.assertUntouched(TreeSnapshot.of(outside));
            Files.delete(record);
            Files.write(record, content);
            assertThat(host.deploy(releases[0], op -> {}).failure()).isEmpty();
        }
    }

    @Test
    @DisplayName("R1 R2 the same attack reaches outside when directories are looked at first, then used by their path")
    void naiveDeployIsCaught() throws Exception {
        host.begin(host.publish(CrashHost.oldTree(), "rsync"));
        int tries = 0;
        try (Swapper attacker = new Swapper(() -> directories(host.dest), outside, home.resolve("corner"))) {
            while (tries++ < NAIVE_TRIES && before.equals(TreeSnapshot.of(outside))) {
                naiveDeploy(tries);
            }
            System.out.println(
                    "R1 naive: reached outside in deploy " + tries + ", after " + attacker.swaps() + " swaps");
        }
        assertThat(before.equals(TreeSnapshot.of(outside)))
                .as("the attack is too weak to find anything")
                .isFalse();
    }

    private void attack(String site, Supplier<List<Path>> victims, Round round) throws Exception {
        int rounds = 0;
        long swaps;
        Map<String, Integer> outcomes = new TreeMap<>();
        try (Swapper attacker = new Swapper(victims, outside, home.resolve("corner"))) {
            long end = System.nanoTime() + ATTACK.toNanos();
            while (System.nanoTime() < end || rounds < 3) {
                outcomes.merge(outcome(round.deploy(rounds++)), 1, Integer::sum);
                before.assertUntouched(TreeSnapshot.of(outside));
            }
            swaps = attacker.swaps();
        }
        System.out.println("R1 " + site + ": " + rounds + " deploys, " + swaps + " swaps, 0 escapes " + outcomes);
        assertThat(swaps).as("swaps").isPositive();
    }

    private static String outcome(DeployResult result) {
        return result.outcome()
                + result.failure()
                        .map(failure -> " in " + failure.phase().word())
                        .orElse("");
    }

    /** Once nobody attacks any more, the next deploy puts everything right. */
    private void requireConverging(URI release) throws IOException {
        assertThat(host.deploy(release, op -> {}).failure()).isEmpty();
        host.requireCanary();
        before.assertUntouched(TreeSnapshot.of(outside));
    }

    private static List<Path> directories(Path tree) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tree)) {
            for (Path entry : all) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            return found; // swapped, or not there yet
        }
        return found;
    }

    private List<Path> releaseDirectories() {
        List<Path> found = directories(host.dest);
        found.addAll(directories(host.dest.resolve("releases")));
        return found;
    }

    private List<Path> stagingDirectories() {
        return directories(host.home).stream()
                .filter(path -> path.getFileName().toString().startsWith(".site.towline-"))
                .toList();
    }

    /** What looks safe: each directory is checked, then its files are replaced and dressed by their paths. */
    private void naiveDeploy(int number) {
        for (String name : List.of("same", "new", "gone")) {
            try {
                Path directory = host.dest.resolve("lib");
                if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                    Path draft = Files.writeString(home.resolve("draft"), "naive " + number);
                    Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                    Files.setPosixFilePermissions(
                            directory.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
                }
            } catch (IOException e) {
                // the attack got in between
            } catch (UncheckedIOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
