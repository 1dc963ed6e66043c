package dev.towline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of a manifest that has no destination. */
class DeploymentHistoryTest {

    @TempDir
    Path state;

    @Test
    void everyNameHasARecordOfItsOwnInTheStateDirectory() throws IOException {
        List<String> names = List.of("web", "web/1", "web%2f1", "..", "w\u0000b", "日", "A-z_9", "A.z_9", "{}");
        for (String name : names) {
            of(name).make(name);
            of(name).history().add(entry(name));
        }

        for (String name : names) {
            assertThat(of(name).history().entries()).as(name).containsExactly(entry(name));
            assertThat(of(name).owner()).isEqualTo(name);
        }
        try (Stream<Path> directories = Files.list(state)) {
            assertThat(directories.map(path -> path.getFileName().toString()))
                    .hasSize(names.size())
                    .contains("deployment-web", "deployment-A-z_9", "deployment-A%2ez_9")
                    .allMatch(name -> name.matches("deployment-[A-Za-z0-9_%-]+"));
        }
        assertThat(DestinationState.all(new Disk(), state)).hasSize(names.size());
    }

    @Test
    void aNameMayBeLong() throws IOException {
        of("x".repeat(5000)).history().add(entry("a"));

        assertThat(of("x".repeat(5000)).history().entries()).hasSize(1);
        assertThat(of("x".repeat(5001)).history().entries()).isEmpty();
    }

    @Test
    void theCurrentReleaseIsTheOneDeployedLast() throws IOException {
        History history = of("web").history();
        assertThat(history.current()).isEmpty();
        for (String deploy : List.of("a", "b", "c")) {
            history.add(entry(deploy));
        }

        assertThat(history.current()).contains(entry("c"));
    }

    private static History.Entry entry(String deploy) {
        String id = Integer.toHexString(deploy.hashCode());
        return new History.Entry(
                Instant.EPOCH,
                History.Entry.DEPLOYED,
                "untouched",
                id,
                id,
                "",
                History.Entry.NAMELESS,
                "file:///manifest.yml",
                "",
                "");
    }

    private DestinationState of(String deployment) {
        return DestinationState.ofDeployment(new Disk(), state, deployment);
    }
}
