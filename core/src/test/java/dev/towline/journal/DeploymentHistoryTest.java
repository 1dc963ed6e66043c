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

/** The history of a manifest that has no destination. */
class DeploymentHistoryTest {

    @TempDir
    Path state;

    @Test
    void everyNameHasAHistoryOfItsOwnInTheStateDirectory() throws IOException {
        List<String> names = List.of("web", "web/1", "web%2f1", "..", "w\u0000b", "日", "A-z_9", "A.z_9", "{}");
        for (String name : names) {
            history(name).add(new History.Entry(Instant.EPOCH, name.strip(), History.Entry.NAMELESS));
        }

        for (String name : names) {
            assertThat(history(name).entries()).as(name).hasSize(1);
        }
        try (Stream<Path> directories = Files.list(state)) {
            assertThat(directories.map(path -> path.getFileName().toString()))
                    .hasSize(names.size())
                    .contains("deployment-web", "deployment-A-z_9", "deployment-A%2ez_9")
                    .allMatch(name -> name.matches("deployment-[A-Za-z0-9_%-]+"));
        }
        assertThat(state.resolve("deployment-web%2f1/dest")).hasContent("web/1");
    }

    @Test
    void aNameMayBeLong() throws IOException {
        history("x".repeat(5000)).add(new History.Entry(Instant.EPOCH, "a", "a"));

        assertThat(history("x".repeat(5000)).entries()).hasSize(1);
    }

    @Test
    void theLatestIsTheOneAddedLast() throws IOException {
        History history = history("web");
        assertThat(history.latest()).isEmpty();
        for (String release : List.of("a", "b", "c", "b")) {
            history.add(new History.Entry(Instant.EPOCH, release, release));
        }

        assertThat(history.latest().orElseThrow().release()).isEqualTo("b");
    }

    private History history(String deployment) {
        return History.ofDeployment(new Disk(), state, deployment);
    }
}
