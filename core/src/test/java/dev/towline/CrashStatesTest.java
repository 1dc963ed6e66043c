package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.CrashSearch;
import dev.towline.crash.CrashSearch.Found;
import dev.towline.crash.DiskImage;
import dev.towline.crash.Effort;
import dev.towline.crash.Quiet;
import dev.towline.testkit.MemoryDirectory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whenever the power goes, and whatever that keeps of what was not synced: the next run puts it right. */
@ExtendWith(Quiet.class)
final class CrashStatesTest {

    private static final int SAMPLE = 100;

    @TempDir(factory = MemoryDirectory.class)
    Path home;

    @Test
    @DisplayName("X2 K1-K18 mirror: files added, changed, deleted, of other types and modes")
    void mirror() throws Exception {
        search("mirror", new CrashScenario(new CrashHost(home)) {
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
        });
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

    private void search(String name, CrashScenario scenario) throws Exception {
        Found found = new CrashSearch(home, scenario, Effort.seed())
                .recovering(Effort.all() ? Integer.MAX_VALUE : SAMPLE)
                .search();
        System.out.println("X2 " + name + ": " + found);
        assertThat(found.violations()).isEmpty();
    }
}
