package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.towline.hook.HookResult;
import dev.towline.testkit.RecordingHooks;
import dev.towline.testkit.TarBytes;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator asks: is it intact, what is it, since when, and what was before. */
final class VerifyAndStatusTest extends DeployTest {

    private final RecordingHooks hooks = new RecordingHooks().failing("bad", 7);

    @BeforeEach
    void peopleMeddle() {
        promises.anyTree();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "releases", "mv"})
    void verifyNamesWhatIsMissingChangedAndExtra(String strategy) throws Exception {
        deploy(world.release(ONE).by(strategy));
        Path tree = strategy.equals("releases") ? world.dest.resolve("current") : world.dest;
        assertThat(deployer().verify(world.dest).intact()).isTrue();
        Files.writeString(tree.resolve("app"), "onE");
        Files.delete(tree.resolve("lib/gone"));
        Files.setPosixFilePermissions(tree.resolve("lib/a"), PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(tree.resolve("extra/below"));

        Verification found = deployer().verify(world.dest);

        assertThat(found.missing()).containsExactly("lib/gone");
        assertThat(found.changed()).containsExactly("app", "lib/a");
        assertThat(found.extra()).containsExactly("extra");
        assertThat(found.intact()).isFalse();
        assertThat(Files.readString(tree.resolve("app"))).isEqualTo("onE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void excludesAndWhatHooksMadeAreNoDifference(boolean cutOff) throws Exception {
        promises.killed();
        hooks.on("post", hook -> {
            Files.writeString(world.dest.resolve("made"), "by post");
            return HookResult.passed();
        });
        TarBytes tar = TarBytes.tar().file("app", "one").file("rules", "/logs/\n");
        URI uri = world.release(tar)
                .with("excludes", "[\"*.tmp\"]")
                .with("exclude_from", "rules")
                .on("post", "post")
                .publish();
        if (cutOff) {
            PowerCut.survive(() -> world.builder()
                    .hookRunner(hooks)
                    .watch(PowerCut.atFirst(
                            op -> op.path().getFileName().toString().equals(".index.new")))
                    .build()
                    .deploy(uri));
            assertThat(deployer().recover()).hasSize(1);
        } else {
            assertDeployed(deployer().deploy(uri));
        }
        Files.createDirectories(world.dest.resolve("logs"));
        Files.writeString(world.dest.resolve("logs/today"), "log");
        Files.writeString(world.dest.resolve("x.tmp"), "temporary");

        Verification found = deployer().verify(world.dest);

        assertThat(found.extra()).isEmpty();
        assertThat(found.intact()).isTrue();
    }

    @Test
    void aDestinationThatIsGoneIsMissingAltogether() throws Exception {
        deploy(world.release(ONE));
        new dev.towline.disk.Disk().removeTree(world.dest);

        Verification found = deployer().verify(world.dest);

        assertThat(found.intact()).isFalse();
        assertThat(found.missing()).contains("app", "lib/a", "lib/gone");
    }

    @Test
    void historyAndStatusSayWhatHappenedInItsOrder() throws Exception {
        DeployResult first = deploy(world.release(ONE).with("deployment", "shop"));
        DeployResult second =
                deploy(world.release(TWO).with("deployment", "shop").on("post", "bad"));
        String one = first.report().release().orElseThrow();
        String two = second.report().release().orElseThrow();

        List<PastDeploy> history = deployer().history(world.dest);

        assertThat(history.stream().map(PastDeploy::outcome)).containsExactly("deployed", "rolled-back");
        assertThat(history.stream().map(PastDeploy::target)).containsExactly(TargetState.CHANGED, TargetState.RESTORED);
        assertThat(history.stream().map(PastDeploy::release)).containsExactly(one, two);
        assertThat(history.get(1).kind()).contains("hook-failed");
        assertThat(history.get(1).message().orElseThrow()).contains("exited with 7");
        assertThat(history.get(0).manifest()).endsWith("manifest-1.yml");
        DestinationStatus status = deployer().status(world.dest);
        assertThat(status.dest()).contains(world.dest);
        assertThat(status.deployment()).contains("shop");
        assertThat(status.release()).contains(one);
        assertThat(status.since()).contains(history.get(0).at());
        assertThat(status.last()).contains(history.get(1));
        assertThat(status.unfinished()).isEmpty();
    }

    @Test
    void theNewestDeployIsNeverDroppedFromAFullHistory() throws Exception {
        URI uri = world.release(ONE).publish();
        Deployer deployer = deployer();
        for (int i = 0; i < 100; i++) {
            assertDeployed(deployer.deploy(DeployRequest.of(uri).again()));
        }

        deploy(world.release(TWO).on("post", "bad"));

        assertThat(deployer.history(world.dest))
                .hasSize(100)
                .last()
                .satisfies(past -> assertThat(past.outcome()).isEqualTo("rolled-back"));
    }

    @Test
    void statusOfAllKnowsEveryDestinationAndDeployment() throws Exception {
        deploy(world.release(ONE));
        deploy(world.release(ONE).to(world.home.resolve("other")));
        deploy(world.release(ONE).commandsOnly().with("deployment", "jobs").on("post", "fine"));

        List<DestinationStatus> all = deployer().status();

        assertThat(all.stream().map(status -> status.dest().map(Path::toString).orElse("-")))
                .containsExactlyInAnyOrder(
                        world.dest.toString(), world.home.resolve("other").toString(), "-");
    }

    @Test
    void statusNeedsNoVariablesOfTheManifest() throws Exception {
        Deployer withVariable = world.builder()
                .environment(Map.of("PATH", System.getenv("PATH"), "WHERE", world.dest.toString()))
                .build();
        assertDeployed(withVariable.deploy(
                world.release(ONE).with("dest", "{{ must_env \"WHERE\" }}").publish()));

        assertThat(deployer().status(world.dest).release()).isPresent();
        assertThat(deployer().status()).hasSize(1);
    }

    @Test
    void whatWasNeverDeployedIsAnErrorThatNamesIt() {
        Path nowhere = world.home.resolve("nowhere");

        assertThatIOException().isThrownBy(() -> deployer().verify(nowhere)).withMessageContaining("nowhere");
        assertThatIOException().isThrownBy(() -> deployer().status(nowhere)).withMessageContaining("nowhere");
        assertThatIOException().isThrownBy(() -> deployer().history(nowhere)).withMessageContaining("nowhere");
        assertThat(failure(deployer().rollback(nowhere))).hasMessageContaining("nowhere");
    }

    private DeployResult deploy(Release release) {
        return deployer().deploy(release.publish());
    }

    private Deployer deployer() {
        return world.builder().hookRunner(hooks).build();
    }
}
