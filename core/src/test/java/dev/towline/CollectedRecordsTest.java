package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import dev.towline.journal.DestinationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nobody needs any more goes when somebody asks for recovery: records of destinations that are gone, and staging. */
@SuppressWarnings("try") // a lock is held, not used
final class CollectedRecordsTest extends DeployTest {

    private Path apps;
    private Path dest;

    @BeforeEach
    void deployed() throws IOException {
        apps = Files.createDirectories(world.home.resolve("srv/apps"));
        dest = apps.resolve("site");
        assertDeployed(world.deploy(world.release(ONE).to(dest)));
        assertThat(records()).hasSize(1);
    }

    @Test
    void stagingThatNoJournalNamesIsRemoved() throws Exception {
        promises.killed();
        Path others = Files.createDirectories(apps.resolve(".site.towline-0000000000000001"));
        killWhileStaging(dest);
        Files.delete(state().directory().resolve("journal"));
        assertThat(staging(apps)).hasSize(2);

        assertThat(world.deployer().recover()).isEmpty();

        assertThat(staging(apps)).containsExactly(others);
        Files.delete(others);
    }

    @Test
    void stagingOfADestinationOfTheSameNameIsNotOurs() throws Exception {
        promises.killed();
        Path one = world.home.resolve("one/site");
        killWhileStaging(one);
        List<Path> left = staging(world.home);
        assertThat(left).hasSize(1);

        world.deploy(world.release(TWO).to(world.home.resolve("two/site")));

        assertThat(staging(world.home)).isEqualTo(left);
        world.deployer().recover();
        assertThat(staging(world.home)).isEmpty();
    }

    private void killWhileStaging(Path where) throws Exception {
        PowerCut cut = PowerCut.atFirst(op -> op.path().getFileName().toString().equals("app"));
        PowerCut.survive(() -> world.builder()
                .watch(cut)
                .build()
                .deploy(world.release(TWO).to(where).publish()));
        assertThat(cut.happened()).isTrue();
    }

    private DestinationState state() throws IOException {
        return DestinationState.all(new Disk(), world.state).get(0);
    }

    private static List<Path> staging(Path directory) throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            return names.filter(path -> path.getFileName().toString().contains(".towline-"))
                    .toList();
        }
    }

    /** The records of destinations and deployments. */
    private List<Path> records() throws IOException {
        try (Stream<Path> names = Files.list(world.state)) {
            return names.filter(path -> Files.exists(path.resolve("dest"))).toList();
        }
    }
}
