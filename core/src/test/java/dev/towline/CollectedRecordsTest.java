package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import dev.towline.journal.DestinationLock;
import dev.towline.journal.DestinationState;
import dev.towline.journal.Journal;
import dev.towline.journal.LockHolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"gone", "gone with what is above", "another"})
    void theRecordGoesWithTheDirectoryThatTheDestinationWasIn(String how) throws Exception {
        Path other = Files.createDirectories(world.home.resolve("other"));
        new Disk().removeTree(how.equals("gone with what is above") ? apps.getParent() : apps);
        if (how.equals("another")) {
            Files.move(other, apps);
        }

        assertThat(world.deployer().recover()).isEmpty();

        assertThat(records()).isEmpty();
        assertThat(world.deployer().status()).isEmpty();
    }

    @Test
    void theDestinationAloneMayBeMissing() throws Exception {
        new Disk().removeTree(dest);

        world.deployer().recover();

        assertThat(world.deployer().history(dest)).hasSize(1);
    }

    @Test
    void aDestinationWhoseParentWasNeverMadeIsNotGone() throws Exception {
        Path later = world.home.resolve("not/yet/site");
        world.deploy(world.release(ONE).to(later));

        world.deployer().recover();
        Files.createDirectories(later.getParent());
        world.deployer().recover();

        assertThat(records()).hasSize(2);
    }

    @Test
    void whatIsMerelyNotMountedIsNotGone() throws Exception {
        Path record = records().get(0);
        String[] key = record.getFileName().toString().split("-", 2);
        String another = Long.toHexString(Long.parseLong(key[0], 16) + 1);
        Files.move(
                record, record.resolveSibling(another + "-" + key[1])); // what is there now is of another file system

        world.deployer().recover();
        new Disk().removeTree(apps);
        world.deployer().recover();

        assertThat(records()).hasSize(1);
    }

    @Test
    void commandsAloneHaveNoDirectoryThatCouldBeGone() throws Exception {
        assertDeployed(world.deploy(
                world.release(ONE).commandsOnly().with("deployment", "jobs").on("post", "true")));

        world.deployer().recover();

        assertThat(records()).hasSize(2);
    }

    @Test
    void whatIsOwedIsKept() throws Exception {
        promises.stagingStays();
        Path staging = Files.createDirectory(world.home.resolve(".x.towline-1"));
        Journal.Entry entry = Journal.Entry.begin("id", "release", "", Instant.EPOCH);
        for (int tries = 0; tries < Journal.MOST_TRIES; tries++) {
            entry = entry.anotherTry(Instant.EPOCH);
        }
        state().journal().write(entry.staging(staging));
        new Disk().removeTree(apps);

        world.deployer().recover();

        assertThat(records()).hasSize(1);
    }

    @Test
    void whatIsInUseIsKept() throws Exception {
        LockHolder me = new LockHolder(ProcessHandle.current().pid(), Instant.now(), "release");
        try (DestinationLock held =
                DestinationLock.acquire(new Disk(), world.state, state().key(), me, Duration.ZERO)) {
            new Disk().removeTree(apps);

            world.deployer().recover();

            assertThat(records()).hasSize(1);
        }
        world.deployer().recover();
        assertThat(records()).isEmpty();
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
