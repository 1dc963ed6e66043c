package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.HookResult;
import dev.towline.source.ArtifactSource;
import dev.towline.source.Sources;
import dev.towline.testkit.DeployInvariants;
import dev.towline.testkit.RecordingHooks;
import dev.towline.testkit.TarBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same release again: nothing to do, or exactly what drifted. */
final class AlreadyCurrentTest extends DeployTest {

    private final RecordingHooks hooks = new RecordingHooks();
    private final List<URI> opened = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "mv", "releases", "merge"})
    void nothingIsFetchedRunOrWritten(String strategy) throws Exception {
        URI uri = release(ONE, strategy).publish();
        assertDeployed(deployer().deploy(uri));
        opened.clear();
        int before = hooks.hooks().size();

        DeployResult result = deployer().deploy(uri);

        assertThat(result).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertThat(result.report().target()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(result.report().bytes()).isEqualTo(new ByteCounts(Files.size(Path.of(uri)), 0, 0));
        assertThat(result.report().files().unchanged()).isEqualTo(ONE.size());
        assertThat(opened).containsExactly(uri);
        assertThat(hooks.hooks()).hasSize(before);
        assertThat(deployer().history(world.dest)).hasSize(1);

        if (!strategy.equals("mv")) {
            assertDeployed(deployer().deploy(DeployRequest.of(uri).again()));
            assertThat(hooks.commands().subList(before, hooks.commands().size()))
                    .containsExactly("pre pre", "post post", "check check");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rsync, content",
        "rsync, missing",
        "rsync, mode",
        "rsync, type",
        "rsync, replaced",
        "releases, content",
        "releases, missing",
        "releases, mode",
        "merge, content",
        "merge, missing"
    })
    void driftAloneIsPutRight(String strategy, String kind) throws Exception {
        URI uri = release(ONE, strategy).publish();
        assertDeployed(deployer().deploy(uri));
        Path file = tree(strategy).resolve("app");
        switch (kind) {
            case "content" -> Files.writeString(file, "onE");
            case "missing" -> Files.delete(file);
            case "mode" -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            case "type" -> {
                Files.delete(file);
                Files.createDirectories(file.resolve("below"));
            }
            default -> {
                Files.move(file, file.resolveSibling("app2"));
                Files.writeString(file, "one");
                Files.delete(file.resolveSibling("app2"));
            }
        }
        int before = hooks.hooks().size();

        DeployResult result = deployer().deploy(uri);

        assertDeployed(result);
        assertThat(texts(strategy)).isEqualTo(ONE);
        assertThat(Files.getPosixFilePermissions(tree(strategy).resolve("app")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(hooks.commands().subList(before, hooks.commands().size()))
                .containsExactly("post post", "check check");
        assertThat(result.report().warnings())
                .anyMatch(warning -> warning.contains("app") && warning.contains("putting"));
        if (!kind.equals("replaced") && !strategy.equals("merge")) {
            assertThat(result.report().bytes().written()).isEqualTo("one".length());
        }
        assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertThat(deployer().verify(world.dest).intact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "merge"})
    void whatTheReleasesOwnHooksMadeIsNoDriftAndOutlivesARepair(String strategy) throws Exception {
        promises.anyTree();
        Path dest = world.dest;
        hooks.on("post", hook -> {
            if (!Files.exists(dest.resolve("made"))) {
                Files.writeString(dest.resolve("made"), "by post");
                Files.writeString(dest.resolve("app"), "one, configured");
                Files.delete(dest.resolve("lib/gone"));
            }
            return HookResult.passed();
        });
        URI uri = release(ONE, strategy).publish();
        assertDeployed(deployer().deploy(uri));
        Map<String, String> expected = Map.of("app", "one, configured", "lib/a", "same", "made", "by post");
        assertThat(world.texts()).isEqualTo(expected);
        assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertThat(deployer().verify(dest).intact()).isTrue();
        Files.writeString(dest.resolve("lib/a"), "drifted");

        assertDeployed(deployer().deploy(uri));

        assertThat(world.texts()).isEqualTo(expected);
        assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.AlreadyCurrent.class);
    }

    @Test
    void whatHooksMadeOfAReleaseOfItsOwnIsMadeAgain() throws Exception {
        promises.anyTree();
        Path current = world.dest.resolve("current");
        hooks.on("post", hook -> {
            Path app = current.resolve("app");
            Files.writeString(app, Files.readString(app) + ", configured");
            return HookResult.passed();
        });
        URI uri = release(ONE, "releases").publish();
        assertDeployed(deployer().deploy(uri));
        Files.writeString(current.resolve("lib/a"), "drifted");

        assertDeployed(deployer().deploy(uri));

        assertThat(texts("releases"))
                .isEqualTo(Map.of("app", "one, configured", "lib/a", "same", "lib/gone", "only in one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "history"})
    void withoutARecordAllOfItIsDeployed(String lost) throws Exception {
        for (boolean damaged : new boolean[] {true, false}) {
            URI uri = release(ONE, "rsync").publish();
            deployer().deploy(DeployRequest.of(uri).again());
            Path file;
            try (Stream<Path> walk = Files.walk(world.state)) {
                file = walk.filter(path -> path.endsWith(lost)).findFirst().orElseThrow();
            }
            if (damaged) {
                Files.writeString(file, "nonsense");
            } else {
                Files.delete(file);
            }
            int before = hooks.hooks().size();

            assertDeployed(deployer().deploy(uri));

            assertThat(hooks.commands().subList(before, hooks.commands().size()))
                    .containsExactly("pre pre", "post post", "check check");
            assertThat(deployer().deploy(uri)).isInstanceOf(DeployResult.AlreadyCurrent.class);
        }
    }

    @Test
    void commandsAloneAlwaysRun() {
        URI uri = world.release(ONE).commandsOnly().on("post", "post").publish();

        assertDeployed(deployer().deploy(uri));
        assertDeployed(deployer().deploy(uri));

        assertThat(hooks.commands()).containsExactly("post post", "post post");
    }

    private Release release(Map<String, String> texts, String strategy) {
        TarBytes tar = TarBytes.tar();
        new TreeMap<>(texts).forEach(tar::file);
        promises.tree(texts);
        return world.release(tar)
                .by(strategy)
                .on("pre", "pre")
                .on("post", "post")
                .check("1s", "1ms", "check");
    }

    private Deployer deployer() {
        ArtifactSource files = Sources.files();
        return world.builder(request -> {
                    opened.add(request.uri());
                    return files.open(request);
                })
                .hookRunner(hooks)
                .build();
    }

    private Path tree(String strategy) throws IOException {
        Path current = world.dest.resolve("current");
        return strategy.equals("releases") ? current.toRealPath() : world.dest;
    }

    private Map<String, String> texts(String strategy) throws IOException {
        return DeployInvariants.texts(tree(strategy));
    }
}
