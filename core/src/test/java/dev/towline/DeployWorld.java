package dev.towline;

import dev.towline.source.ArtifactSource;
import dev.towline.source.Sources;
import dev.towline.sync.Move;
import dev.towline.sync.Syncer;
import dev.towline.sync.TreeEntry;
import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.TarBytes;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A small host to deploy on: a destination, a state directory, artifacts in files, a neighbour that nobody may touch,
 * and everything that was told. Whatever it publishes or puts at the destination is known to the invariants.
 */
final class DeployWorld {

    /** Puts the files of a release where they belong and lets everything else be. */
    static final Syncer MERGE = change -> change.wanted().entries().values().stream()
            .filter(entry -> entry.type() == TreeEntry.Type.FILE)
            .<Move>map(entry -> new Move.Put(entry.path(), entry.path()))
            .toList();

    private static final Instant OLD = Instant.ofEpochSecond(1_600_000_000, 111_222_333);

    final Path home;
    final Path dest;
    final Path state;
    final Path served;
    final Path outside;
    final List<DeployEvent> events = new CopyOnWriteArrayList<>();
    private final DeployInvariants promises;
    private int published;

    DeployWorld(Path home, DeployInvariants promises) throws IOException {
        this.home = home;
        this.promises = promises;
        this.dest = home.resolve("site");
        this.state = home.resolve("state");
        this.served = Files.createDirectories(home.resolve("served"));
        this.outside = Files.createDirectories(home.resolve("outside/deeper"));
        Files.writeString(outside.resolve("canary"), "untouched");
        promises.home(home);
        promises.state(state);
        promises.canary(home.resolve("outside"));
        promises.destination(dest);
    }

    /** A builder with everything that is needed; fails at the first failed fetch. */
    DeployerBuilder builder() {
        return builder(Sources.files());
    }

    /** A builder with this source for {@code file:} addresses. */
    DeployerBuilder builder(ArtifactSource files) {
        return Deployer.builder()
                .source("file", files)
                .trust(Trust.unsigned())
                .stateDirectory(state)
                .environment(Map.of("PATH", System.getenv("PATH")))
                .retry(1, Duration.ZERO)
                .syncer("merge", MERGE)
                .listener(events::add);
    }

    Deployer deployer() {
        return builder().build();
    }

    DeployResult deploy(Release release) {
        return deployer().deploy(release.publish());
    }

    /** A release of these files. */
    Release release(TarBytes files) {
        return new Release(this, files.end().gzip());
    }

    /** A release of one archive, whatever it is. */
    Release release(byte[] artifact) {
        return new Release(this, artifact);
    }

    /** A release that consists of {@code texts}, files by path. */
    Release release(Map<String, String> texts) {
        TarBytes tar = TarBytes.tar();
        new TreeMap<>(texts).forEach(tar::file);
        promises.tree(texts);
        return release(tar);
    }

    /** Fills the destination with files, links and modes of its own, all of one second but of different nanoseconds. */
    NavigableMap<String, String> fill(Map<String, String> texts) {
        try {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Path file = dest.resolve(text.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, text.getValue());
            }
            age(dest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return here();
    }

    /** Gives everything below {@code tree} an old time of its own. */
    static void age(Path tree) throws IOException {
        try (Stream<Path> walk = Files.walk(tree)) {
            int nanos = 0;
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                FileTime time = FileTime.from(OLD.plusNanos(nanos++));
                Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setTimes(time, null, null);
            }
        }
    }

    /** What the destination holds now is one of the trees that it may hold in the end. */
    NavigableMap<String, String> here() {
        NavigableMap<String, String> now = texts();
        promises.tree(now);
        return now;
    }

    /** The text of every file at the destination, by path. */
    NavigableMap<String, String> texts() {
        return DeployInvariants.texts(dest);
    }

    /** Writes {@code bytes} where {@code file:} addresses find them. */
    URI serve(String name, byte[] bytes) {
        try {
            return Files.write(served.resolve(name), bytes).toUri();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int nextNumber() {
        return ++published;
    }

    /** All events of one kind, in order. */
    <T extends DeployEvent> List<T> told(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The lines that commands printed. */
    List<String> output() {
        return told(DeployEvent.HookOutput.class).stream()
                .map(DeployEvent.HookOutput::line)
                .toList();
    }

    /** The phases that were entered, in order. */
    List<DeployPhase> phases() {
        return phases(events);
    }

    static List<DeployPhase> phases(Collection<DeployEvent> events) {
        return events.stream()
                .filter(DeployEvent.PhaseStarted.class::isInstance)
                .map(event -> ((DeployEvent.PhaseStarted) event).phase())
                .toList();
    }
}
