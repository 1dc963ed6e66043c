package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.CrashSearch;
import dev.towline.crash.CrashSearch.Found;
import dev.towline.crash.DiskImage;
import dev.towline.crash.Dying;
import dev.towline.crash.Effort;
import dev.towline.crash.Quiet;
import dev.towline.disk.Op;
import dev.towline.disk.Watch;
import dev.towline.testkit.MemoryDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whenever the power goes, and whatever that keeps of what was not synced: the next run puts it right. */
@ExtendWith(Quiet.class)
final class CrashStatesTest {

    private static final int SAMPLE = Integer.getInteger("crash.sample", 25);
    private static final int SOME_PARTS = 8;
    private static final int ALL_PARTS = 80;

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    @Test
    @DisplayName("X2 K1-K18 mirror: files added, changed, deleted, of other types and modes")
    void mirror() throws Exception {
        search("mirror", mirrored());
    }

    private CrashScenario mirrored() throws IOException {
        return new CrashScenario(new CrashHost(home)) {
            @Override
            void begin() throws Exception {
                host.begin(host.publish(CrashHost.oldTree(), "rsync"));
                host.exclude();
                release = host.publish(CrashHost.newTree(), "rsync", "excludes: [/run/]");
            }

            @Override
            Optional<String> wrong(DiskImage disk) {
                return mixed(CrashHost.tree(disk));
            }
        };
    }

    @Test
    @DisplayName("X2 K11 K12 releases: current leads to one complete release at any moment")
    void releases() throws Exception {
        search("releases", new CrashScenario(new CrashHost(home)) {
            @Override
            void begin() {
                host.begin(host.publish(CrashHost.oldTree(), "releases"));
                release = host.publish(CrashHost.newTree(), "releases");
            }

            @Override
            Optional<String> wrong(DiskImage disk) {
                return neither(CrashHost.tree(disk));
            }
        });
    }

    @Test
    @DisplayName("X2 mv: there is nothing, or everything")
    void move() throws Exception {
        search("mv", new CrashScenario(new CrashHost(home)) {
            @Override
            void begin() {
                release = host.publish(CrashHost.newTree(), "mv");
            }

            @Override
            Optional<String> wrong(DiskImage disk) {
                return neither(CrashHost.tree(disk));
            }
        });
    }

    @Test
    @DisplayName("X2 rollback: post fails, and what was before comes back")
    void rollback() throws Exception {
        search("rollback", new CrashScenario(new CrashHost(home)) {
            @Override
            void begin() throws Exception {
                host.begin(host.publish(CrashHost.oldTree(), "rsync"));
                host.exclude();
                release = host.publish(CrashHost.newTree(), "rsync", "excludes: [/run/]", "commands: {post: [fails]}");
            }

            @Override
            void complete() {
                host.begin(host.publish(CrashHost.newTree(), "rsync", "excludes: [/run/]"));
            }

            @Override
            NavigableMap<String, String> end() {
                return oldTree;
            }

            @Override
            void requireEnd(DeployResult result) throws IOException {
                assertThat(result.failure()).isPresent();
                assertThat(host.tree()).isEqualTo(oldTree);
            }

            @Override
            Optional<String> wrong(DiskImage disk) {
                return mixed(CrashHost.tree(disk));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases"})
    @DisplayName("X2 rollback on command: files, or releases, are one or the other, and the same again goes on")
    void rollbackOnCommand(String strategy) throws Exception {
        search("rollback on command, " + strategy, new CrashScenario(new CrashHost(home)) {
            private URI first = URI.create("none");

            @Override
            void begin() {
                first = host.publish(CrashHost.newTree(), strategy);
                host.begin(first);
                host.begin(host.publish(CrashHost.oldTree(), strategy));
            }

            @Override
            DeployResult act(Watch watch) {
                return host.builder(watch).build().rollback(host.dest);
            }

            @Override
            DeployResult again() throws IOException {
                return host.tree().equals(newTree) ? host.deploy(first, Watch.NONE) : act(Watch.NONE);
            }

            @Override
            Optional<String> wrong(DiskImage disk) {
                NavigableMap<String, String> tree = CrashHost.tree(disk);
                return strategy.equals("releases") ? neither(tree) : mixed(tree);
            }
        });
    }

    @Test
    @DisplayName("X2 K14 removing old releases: the one in place and the one before are whole at any moment")
    void retiring() throws Exception {
        search("removing old releases", new CrashScenario(new CrashHost(home)) {
            private String previous = "";

            @Override
            void begin() throws Exception {
                host.begin(host.publish(CrashHost.newTree().file("first", "1"), "releases", "keep_releases: 2"));
                host.begin(host.publish(CrashHost.oldTree(), "releases", "keep_releases: 2"));
                previous = host.image().link("site/current").orElseThrow();
                release = host.publish(CrashHost.newTree(), "releases", "keep_releases: 2");
            }

            @Override
            void requireEnd(DeployResult result) throws IOException {
                super.requireEnd(result);
                assertThat(host.image().list("site/releases")).hasSize(2);
            }

            @Override
            Optional<String> wrong(DiskImage disk) {
                return disk.tree("site/" + previous).equals(oldTree)
                        ? neither(CrashHost.tree(disk))
                        : Optional.of("the release before is not whole any more");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("X2 K9 recovery itself: of moves that began, and of a way back that began")
    void recovery(boolean forward) throws Exception {
        search(forward ? "recovery forward" : "recovery back", new CrashScenario(new CrashHost(home)) {
            @Override
            void begin() throws Exception {
                host.begin(host.publish(CrashHost.oldTree(), "rsync"));
                host.exclude();
                release = forward
                        ? host.publish(CrashHost.newTree(), "rsync", "excludes: [/run/]")
                        : host.publish(CrashHost.newTree(), "rsync", "excludes: [/run/]", "commands: {post: [fails]}");
            }

            @Override
            void complete() {
                host.begin(host.publish(CrashHost.newTree(), "rsync", "excludes: [/run/]"));
            }

            @Override
            void interrupt() {
                Optional<Path> middle = Optional.of(host.dest.resolve("mode")); // put in place, then put back
                Dying dying =
                        new Dying(op -> op.call() == Op.Call.RENAME && op.to().equals(middle), forward ? 1 : 2);
                host.deploy(release, dying);
                assertThat(dying.died()).isTrue();
            }

            @Override
            public void run(Watch watch) throws Exception {
                List<DeployResult> results = host.recover(watch, true);
                assertThat(results).hasSize(1);
                assertThat(host.tree()).isEqualTo(end());
            }

            @Override
            NavigableMap<String, String> end() {
                return forward ? newTree : oldTree;
            }

            @Override
            void requireEnd(DeployResult result) throws IOException {
                assertThat(result.failure().isPresent()).isEqualTo(!forward);
                assertThat(host.tree()).isEqualTo(end());
            }

            @Override
            Optional<String> wrong(DiskImage disk) {
                return mixed(CrashHost.tree(disk));
            }
        });
    }

    /** What does not make anything last although it says so. */
    enum Lie {
        STAGED_FILES("/\\.site\\.towline-[0-9a-f]+/tree/.*"),
        TRASH("/\\.site\\.towline-[0-9a-f]+/trash(/moves)?"),
        STAGING_DIRECTORY(""),
        JOURNAL("/state/[^/]+/\\.journal\\.new"),
        STATE_DIRECTORY("/state/[^/]+"),
        DESTINATION("/site(/.*)?");

        private final Pattern path;

        Lie(String path) {
            this.path = Pattern.compile(path);
        }

        boolean isTold(Path home, Op sync) {
            return path.matcher(sync.path().toString().substring(home.toString().length()))
                    .matches();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("X2 every sync of a deploy is needed: where one does nothing the search finds out")
    void everySyncIsNeeded(Lie lie) throws Exception {
        CrashScenario scenario = mirrored();
        Found found = new CrashSearch(home, scenario, Effort.seed())
                .onlySyncs(sync -> !lie.isTold(scenario.host.home, sync))
                .parts(SOME_PARTS)
                .stoppingAfter(1)
                .search();
        System.out.println("X2 mirror whose syncs of " + lie + " do nothing: " + found);
        assertThat(found.violations()).isNotEmpty();
    }

    private void search(String name, CrashScenario scenario) throws Exception {
        Found found = new CrashSearch(home, scenario, Effort.seed())
                .parts(Effort.all() ? ALL_PARTS : SOME_PARTS)
                .recovering(Effort.all() ? Integer.MAX_VALUE : SAMPLE)
                .search();
        System.out.println("X2 " + name + ": " + found);
        assertThat(found.violations()).isEmpty();
    }
}
