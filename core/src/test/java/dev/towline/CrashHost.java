package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.DiskImage;
import dev.towline.disk.Watch;
import dev.towline.hook.HookResult;
import dev.towline.hook.HookRunner;
import dev.towline.source.ArtifactSource;
import dev.towline.testkit.InMemorySource;
import dev.towline.testkit.TarBytes;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Stream;

/**
 * A directory that holds all that a deploy may touch, a neighbour that it may not, and two releases that differ in all
 * ways: files added, changed, deleted, of another mode, directories that become files, and the other way round.
 */
final class CrashHost {

    static final String EXCLUDED = "run/pid";
    private static final String FAILS = "fails";
    private static final HookRunner HOOKS =
            hook -> hook.command().equals(FAILS) ? HookResult.failed(1, "exited with 1") : HookResult.passed();

    final Path home;
    final Path dest;
    final Path state;
    private final InMemorySource releases = new InMemorySource();

    CrashHost(Path home) throws IOException {
        this(home, home.toRealPath().resolve("state"));
    }

    /** With a state directory elsewhere, on another file system for example. */
    CrashHost(Path home, Path state) throws IOException {
        this.home = home.toRealPath();
        this.dest = this.home.resolve("site");
        this.state = state;
        Files.createDirectories(this.home.resolve("neighbour/deeper"));
        Files.writeString(this.home.resolve("neighbour/deeper/canary"), "untouched");
    }

    static TarBytes oldTree() {
        return TarBytes.tar()
                .dir("lib")
                .file("app", 0755, bytes("old app"))
                .file("lib/same", "same in both")
                .file("lib/gone", "only in the old one")
                .file("mode", 0644, bytes("only its mode changes"))
                .file("was-file", "file")
                .dir("was-directory")
                .dir("was-directory/sub")
                .file("was-directory/sub/x", "x")
                .dir("gone")
                .file("gone/y", "y")
                .symlink("link", "app");
    }

    static TarBytes newTree() {
        return TarBytes.tar()
                .dir("lib")
                .file("app", 0755, bytes("new app, longer"))
                .file("lib/same", "same in both")
                .file("lib/new", "only in the new one")
                .file("mode", 0755, bytes("only its mode changes"))
                .dir("was-file")
                .file("was-file/z", "z")
                .file("was-directory", "a file now")
                .dir("fresh")
                .dir("fresh/empty")
                .file("fresh/file", "fresh")
                .symlink("link", "lib/new");
    }

    /** Publishes {@code tree}; {@code lines} are added to its manifest. */
    URI publish(TarBytes tree, String strategy, String... lines) {
        byte[] archive = tree.end().gzip();
        String digest = Release.sha256(archive);
        URI src = releases.publish(digest + ".tar.gz", archive);
        String manifest = "src: " + src + "\nchecksum: " + digest + "\ndest: " + dest + "\nsync_strategy: " + strategy
                + "\n" + String.join("\n", lines) + "\n";
        return releases.publish(Release.sha256(bytes(manifest)) + ".yml", bytes(manifest));
    }

    DeployerBuilder builder(Watch watch) {
        return builder(watch, releases);
    }

    private DeployerBuilder builder(Watch watch, ArtifactSource source) {
        return Deployer.builder()
                .source("memory", source)
                .trust(Trust.unsigned().manifestPrefixes("memory:/").sourcePrefixes("memory:/"))
                .stateDirectory(state)
                .hookRunner(HOOKS)
                .environment(Map.of())
                .retry(1, Duration.ZERO)
                .watch(watch);
    }

    /** What is owed after a crash; {@code reachable} is whether artifacts can be fetched meanwhile. */
    List<DeployResult> recover(Watch watch, boolean reachable) throws Exception {
        return builder(watch, reachable ? releases : unreachable()).build().recover();
    }

    private static ArtifactSource unreachable() {
        return request -> {
            throw new IOException("there is no network");
        };
    }

    DeployResult deploy(URI release, Watch watch) {
        return builder(watch).build().deploy(release);
    }

    /** Deploys a release that is there before, on a disk without faults. */
    void begin(URI release) {
        assertThat(deploy(release, Watch.NONE).failure()).isEmpty();
    }

    /** Puts a file that no release knows at the destination. */
    void exclude() throws IOException {
        Files.createDirectories(dest.resolve("run"));
        Files.writeString(dest.resolve(EXCLUDED), "42");
    }

    DiskImage image() throws IOException {
        return DiskImage.of(home);
    }

    /** What is at the destination, or in its current release. */
    static NavigableMap<String, String> tree(DiskImage image) {
        return image.link("site/current")
                .map(current -> image.tree("site/" + current))
                .orElseGet(() -> image.tree("site"));
    }

    NavigableMap<String, String> tree() throws IOException {
        return tree(image());
    }

    /** Staging directories that are there. */
    List<Path> staging() throws IOException {
        return find(home, ".*\\.towline-.*");
    }

    /** Staging directories and journals that are there although nothing is under way. */
    List<Path> leftovers() throws IOException {
        List<Path> all = new ArrayList<>(staging());
        all.addAll(find(state, "journal"));
        return all;
    }

    private static List<Path> find(Path tree, String name) throws IOException {
        if (!Files.exists(tree)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(path -> path.getFileName().toString().matches(name))
                    .toList();
        }
    }

    void requireCanary() throws IOException {
        assertThat(home.resolve("neighbour/deeper/canary")).hasContent("untouched");
        assertThat(image().tree("neighbour")).hasSize(3);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
