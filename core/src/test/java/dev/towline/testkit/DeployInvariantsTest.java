package dev.towline.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle sees each thing that a careless deploy leaves behind. */
final class DeployInvariantsTest {

    private final DeployInvariants oracle = new DeployInvariants(Duration.ofMillis(200));

    @TempDir
    private Path home;

    @BeforeEach
    void world() throws IOException {
        Files.createDirectories(home.resolve("site"));
        Files.writeString(home.resolve("site/app"), "one");
        Files.createDirectories(home.resolve("outside"));
        oracle.begin();
        oracle.home(home);
        oracle.state(home.resolve("state"));
        oracle.canary(home.resolve("outside"));
        oracle.destination(home.resolve("site"));
        oracle.tree(Map.of("app", "one"));
    }

    @Test
    void acceptsAWholeTree() {
        assertThatCode(oracle::check).doesNotThrowAnyException();
    }

    @Test
    void seesAMixedTree() throws IOException {
        Files.writeString(home.resolve("site/app2"), "two");

        complains("neither wholly old nor wholly new");
    }

    @Test
    void seesStaging() throws IOException {
        Files.createDirectory(home.resolve(".site.towline-0123456789abcdef"));

        complains("left behind");
    }

    @Test
    void seesThatStagingWhichIsNeededIsGone() {
        oracle.stagingStays();

        complains("undo needs it");
    }

    @Test
    void seesScratch() throws IOException {
        Files.createDirectories(home.resolve("state/scratch/1"));

        complains("scratch left behind");
    }

    @Test
    void seesATouchedNeighbour() throws IOException {
        Files.writeString(home.resolve("outside/new"), "not mine");

        complains("the trees differ");
    }

    @Test
    void seesAnOpenDescriptor() throws IOException {
        try (InputStream open = Files.newInputStream(home.resolve("site/app"))) {
            open.read();
            complains("descriptors that are still open");
        }
    }

    @Test
    void seesAThread() {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "towline-forgotten");
        thread.start();
        try {
            complains("towline-forgotten");
        } finally {
            end.countDown();
        }
    }

    @Test
    void seesAProcess() throws IOException {
        Process process = new ProcessBuilder("sleep", "600").start();
        try {
            complains("child processes that still run");
        } finally {
            process.destroyForcibly();
        }
    }

    private void complains(String about) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(oracle::check)
                .withMessageContaining(about);
    }
}
