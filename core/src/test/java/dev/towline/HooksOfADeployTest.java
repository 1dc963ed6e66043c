package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.HookResult;
import dev.towline.hook.HookRunners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commands run when, with what in their hands, and what they can and cannot change. */
final class HooksOfADeployTest extends DeployTest {

    @Test
    void commandsRunInTheOrderOfThePhases() {
        assertDeployed(world.deploy(world.release(ONE).tellingItsPhases()));

        assertThat(world.output()).containsExactly("pre", "post", "check", "success");
        assertThat(world.phases())
                .containsExactly(
                        DeployPhase.RESOLVE,
                        DeployPhase.STAGE,
                        DeployPhase.PRE,
                        DeployPhase.ACTIVATE,
                        DeployPhase.POST,
                        DeployPhase.CHECK,
                        DeployPhase.SUCCESS);
    }

    @ParameterizedTest
    @CsvSource({"pre, 'pre,failure'", "post, 'pre,post,failure'", "check, 'pre,post,check,failure'"})
    void failingCommandRunsFailureOnceAndNeverSuccess(String phase, String expected) {
        world.fill(ONE);
        Release release = world.release(TWO).tellingItsPhases();
        if (phase.equals("check")) {
            release = world.release(TWO)
                    .on("pre", "echo pre")
                    .on("post", "echo post")
                    .on("failure", "echo failure")
                    .on("success", "echo success")
                    .check("1s", "1h", "echo check; exit 3");
        } else {
            release.on(phase, "echo $TOWLINE_PHASE; exit 3", "echo never");
        }

        DeployResult result = world.deploy(release);

        assertThat(failure(result).phase().word()).isEqualTo(phase);
        assertThat(new java.util.LinkedHashSet<>(world.output())).containsExactly(expected.split(","));
        assertThat(world.output()).containsOnlyOnce("failure");
        assertThat(world.texts()).isEqualTo(ONE);
    }

    @Test
    void failedCommandIsNamedWithItsStatus() {
        DeployResult result = world.deploy(world.release(ONE).on("post", "true", "sh -c 'exit 42'"));

        assertThat(failure(result)).isInstanceOfSatisfying(HookFailedException.class, failed -> {
            assertThat(failed.command()).isEqualTo("sh -c 'exit 42'");
            assertThat(failed.status()).isEqualTo(42);
            assertThat(failed.kind()).isEqualTo("hook-failed");
            assertThat(failed)
                    .hasMessageStartingWith("post hook `sh -c 'exit 42'`")
                    .hasMessageContaining("42");
        });
    }

    @Test
    @DisplayName("D24 a commands-only manifest runs its commands and touches no tree")
    void commandsOnly() {
        Release release =
                world.release(ONE).commandsOnly().with("deployment", "jobs").tellingItsPhases();

        DeployResult result = world.deploy(release);

        assertDeployed(result);
        assertThat(world.output()).containsExactly("pre", "post", "check", "success");
        assertThat(result.report().target()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(result.report().files()).isEqualTo(FileCounts.NONE);
        assertThat(result.report().dest()).isEmpty();
        assertThat(world.dest).doesNotExist();
    }

    @Test
    void commandsOnlyDeployKnowsItsPredecessor() {
        Release first =
                world.release(ONE).commandsOnly().with("deployment", "jobs").on("pre", "echo one");
        Release second =
                world.release(ONE).commandsOnly().with("deployment", "jobs").on("pre", "echo $TOWLINE_PREVIOUS");

        DeployResult before = world.deploy(first);
        world.events.clear();
        assertDeployed(world.deploy(second));

        assertThat(world.output()).containsExactly(before.report().release().orElseThrow());
    }

    @Test
    void failedCommandsOnlyDeployIsFailedAndNotRolledBack() {
        DeployResult result = world.deploy(world.release(ONE).commandsOnly().on("post", "false"));

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.POST, "hook-failed");
    }

    @Test
    @DisplayName("D13 success commands read the log on stdin")
    void successReadsTheLog() {
        world.deploy(world.release(ONE).on("pre", "echo hello from pre").on("success", "cat"));

        assertThat(world.output())
                .anyMatch(line -> line.contains("resolve passed"))
                .anyMatch(line -> line.endsWith("hello from pre") && line.contains("T"))
                .anyMatch(line -> line.contains("check passed"));
    }

    @Test
    @DisplayName("D13 failure commands read the log with the reason and what is at the destination")
    void failureReadsTheLog() {
        world.fill(ONE);

        world.deploy(
                world.release(TWO).on("post", "echo oh no; exit 7").on("failure", "cat", "echo \"<$TOWLINE_REASON>\""));

        assertThat(world.output())
                .anyMatch(line -> line.contains("post failed"))
                .anyMatch(line -> line.contains("exited with") && line.contains("7"))
                .anyMatch(line -> line.contains("restored"))
                .anyMatch(line -> line.startsWith("<post hook `echo oh no; exit 7`"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure"})
    @DisplayName("D25 each success and failure command runs whatever the one before did, and changes no result")
    void tellingCommandsChangeNothing(String phase) {
        world.fill(ONE);
        Release release = world.release(TWO)
                .on(phase, "exit 1", "kill -9 $$", "echo third")
                .on("pre", "true");
        if (phase.equals("failure")) {
            release.on("post", "exit 5");
        }

        DeployResult result = world.deploy(release);

        assertThat(world.output()).containsExactly("third");
        assertThat(result.report().warnings())
                .anyMatch(warning -> warning.contains("`exit 1`"))
                .anyMatch(warning -> warning.contains("kill -9"));
        assertThat(result.outcome()).isEqualTo(phase.equals("success") ? "deployed" : "rolled-back");
        assertThat(result.report().phases())
                .last()
                .extracting(PhaseTiming::phase)
                .hasToString(phase.toUpperCase(java.util.Locale.ROOT));
    }

    @Test
    @DisplayName("H13 a telling hook that throws, even an Error, does not keep the next from running")
    void throwingTellersChangeNothing() {
        List<String> ran = new ArrayList<>();
        Deployer deployer = world.builder()
                .hookRunner(hook -> {
                    ran.add(hook.command());
                    switch (hook.command()) {
                        case "io" -> throw new IOException("io broke");
                        case "runtime" -> throw new IllegalStateException("runtime broke");
                        case "error" -> throw new NoClassDefFoundError("error broke");
                        default -> {}
                    }
                    return HookResult.passed();
                })
                .build();

        DeployResult result = deployer.deploy(world.release(ONE)
                .on("success", "io", "runtime", "error", "last")
                .publish());

        assertDeployed(result);
        assertThat(ran).containsExactly("io", "runtime", "error", "last");
        assertThat(result.report().warnings()).hasSize(3);
    }

    @Test
    void environmentIsCleanAndDocumented() throws Exception {
        DeployResult first = world.deploy(world.release(ONE));
        Deployer deployer = world.builder()
                .environment(
                        Map.of("PATH", System.getenv("PATH"), "HARMFUL", "1", "WANTED", "handed on", "HOME", "/root"))
                .hookEnvironment("WANTED")
                .build();
        Release release = world.release(TWO)
                .with("deployment", "lobi-web")
                .on("pre", "env | sort > " + home.resolve("environment"));
        var uri = release.publish();
        Files.writeString(
                Path.of(uri),
                Files.readString(Path.of(uri))
                        .replace("commands:\n", "commands:\n  env: {MINE: \"a b\", TOWLINE_X: no}\n"));

        DeployResult result = deployer.deploy(uri);

        assertDeployed(result);
        Map<String, String> environment = new java.util.TreeMap<>();
        for (String line : Files.readAllLines(home.resolve("environment"))) {
            environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        environment.keySet().removeAll(List.of("PATH", "PWD", "SHLVL", "_", "OLDPWD"));
        assertThat(environment)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "HOME", "/root",
                        "WANTED", "handed on",
                        "MINE", "a b",
                        "TOWLINE_DEPLOYMENT", "lobi-web",
                        "TOWLINE_RELEASE", result.report().release().orElseThrow(),
                        "TOWLINE_PREVIOUS", first.report().release().orElseThrow(),
                        "TOWLINE_PHASE", "pre",
                        "TOWLINE_DEST", world.dest.toString(),
                        "TOWLINE_MANIFEST", uri.toString().replace("file:///", "file:///")));
    }

    @Test
    void wholeEnvironmentIsHandedOnWhenAskedFor() {
        Deployer deployer = world.builder()
                .environment(Map.of("PATH", System.getenv("PATH"), "ANYTHING", "goes"))
                .hooksInheritEnvironment()
                .build();

        assertDeployed(
                deployer.deploy(world.release(ONE).on("pre", "echo $ANYTHING").publish()));

        assertThat(world.output()).containsExactly("goes");
    }

    @Test
    void checkIsRepeatedUntilItPasses() {
        Path tries = home.resolve("tries");

        DeployResult result = world.deploy(
                world.release(ONE).check("20s", "1ms", "echo x >> " + tries, "test $(wc -l < " + tries + ") -ge 3"));

        assertDeployed(result);
        assertThat(tries).hasContent("x\nx\nx");
    }

    @Test
    void checkWithALongIntervalIsTriedOnceMoreBeforeItsDeadline() {
        Path tries = home.resolve("tries");

        DeployResult result = world.deploy(
                world.release(ONE).check("4s", "1h", "echo x >> " + tries, "test $(wc -l < " + tries + ") -ge 2"));

        assertDeployed(result);
        assertThat(tries).hasContent("x\nx");
    }

    @Test
    void hangingCheckEndsWithItsDeadline() {
        DeployResult result = world.deploy(world.release(ONE).check("200ms", "10ms", "sleep 600"));

        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.CHECK, "check-failed");
        assertThat(failure(result)).hasMessageContaining("within 200 ms").hasMessageContaining("sleep 600");
        assertThat(world.dest).doesNotExist();
    }

    @Test
    void healthCheckIsAskedUntilItSaysYes() {
        AtomicInteger asked = new AtomicInteger();
        Deployer deployer = world.builder()
                .healthCheck(request -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IOException("connection refused");
                    }
                    return asked.get() >= 3;
                })
                .build();

        assertDeployed(
                deployer.deploy(world.release(ONE).check("20s", "1ms", "true").publish()));

        assertThat(asked).hasValue(3);
    }

    @Test
    void healthCheckThatThrowsIsTheReason() {
        Deployer deployer = world.builder()
                .healthCheck(request -> {
                    throw new IOException("connection refused");
                })
                .build();

        DeployResult result =
                deployer.deploy(world.release(ONE).check("1s", "1h", "true").publish());

        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.CHECK, "check-failed");
        assertThat(failure(result)).hasMessageContaining("connection refused");
    }

    @Test
    @DisplayName("I7 a health check that hangs ends with the check's deadline")
    void hangingHealthCheckEndsWithTheDeadline() {
        Deployer deployer = world.builder()
                .healthCheck(request -> {
                    new CountDownLatch(1).await();
                    return true;
                })
                .build();

        DeployResult result =
                deployer.deploy(world.release(ONE).check("100ms", "1ms", "true").publish());

        assertFailed(result, DeployResult.RolledBack.class, TargetState.RESTORED, DeployPhase.CHECK, "check-failed");
        assertThat(failure(result)).hasMessageContaining("health check").hasMessageContaining("in time");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @DisplayName("H2 a hook that hangs ends with its timeout")
    void hangingHookTimesOut() {
        DeployResult result =
                world.deploy(world.release(ONE).with("hook_timeout", "200ms").on("pre", "sleep 600"));

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.PRE, "hook-failed");
        assertThat(failure(result)).hasMessageContaining("timed out");
    }

    @Test
    void timeoutOfTheDeployerHoldsWhereTheManifestSaysNone() {
        Deployer deployer = world.builder().hookTimeout(Duration.ofMillis(200)).build();

        DeployResult result =
                deployer.deploy(world.release(ONE).on("pre", "sleep 600").publish());

        assertThat(failure(result)).hasMessageContaining("timed out");
    }

    @Test
    void javaHooksAndShellHooksRunSideBySide() {
        Deployer deployer = world.builder()
                .hookRunner(HookRunners.withJava(
                        Map.of("greet", hook -> {
                            hook.output("hello from " + hook.phase());
                            return HookResult.passed();
                        }),
                        HookRunners.shell()))
                .build();

        assertDeployed(deployer.deploy(
                world.release(ONE).on("pre", "echo shell", "java:greet").publish()));

        assertThat(world.output()).containsExactly("shell", "hello from pre");
    }

    @Test
    void preMayRemoveTheDestinationForMv() {
        world.fill(ONE);

        DeployResult result = world.deploy(world.release(TWO).by("mv").on("pre", "rm -r $TOWLINE_DEST"));

        assertDeployed(result);
        assertThat(world.texts()).isEqualTo(TWO);
    }

    @Test
    void mvRefusesWhereSomethingIs() {
        world.fill(ONE);

        DeployResult result = world.deploy(world.release(TWO).by("mv"));

        assertThat(result.report().target()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(failure(result)).hasMessageContaining("exists").hasMessageContaining("pre hook");
    }

    @Test
    @DisplayName("6.1 what pre changes of the destination is seen: the tree is compared again")
    void preMayChangeTheDestination() {
        world.fill(ONE);

        DeployResult result = world.deploy(world.release(TWO)
                .on(
                        "pre",
                        "echo changed > $TOWLINE_DEST/lib/a; echo more > $TOWLINE_DEST/more; rm -r $TOWLINE_DEST/app"));

        assertDeployed(result);
        assertThat(world.texts()).isEqualTo(TWO);
        assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("comparing it again"));
    }

    @Test
    @DisplayName("W7 a destination below a directory that nobody made is refused with what to do")
    void refusesAMissingParent() {
        DeployResult result = world.deploy(world.release(ONE).to(home.resolve("none/site")));

        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, DeployPhase.ACTIVATE, "no-parent");
        assertThat(failure(result)).hasMessageContaining("none above dest does not exist: make it beforehand");
    }

    @Test
    @DisplayName("M7 a parent that pre makes is judged like any other")
    void preCannotLeadTheDestinationAway() throws Exception {
        Path parent = home.resolve("later");

        DeployResult result = world.deploy(world.release(TWO)
                .to(parent.resolve("site"))
                .on("pre", "ln -s " + home.resolve("outside") + " " + parent));

        assertThat(result).isInstanceOf(DeployResult.Failed.class);
        assertThat(failure(result).phase()).isEqualTo(DeployPhase.ACTIVATE);
        assertThat(result.report().target()).isEqualTo(TargetState.UNTOUCHED);
        Files.delete(parent);
    }

    @Test
    void destinationMayBeALinkToADirectory() throws Exception {
        Path real = Files.createDirectories(home.resolve("volume/real"));
        Files.writeString(real.resolve("app"), "one");
        Files.createSymbolicLink(world.dest, real);

        DeployResult result = world.deploy(world.release(TWO));

        assertDeployed(result);
        assertThat(world.dest).isSymbolicLink();
        assertThat(real.resolve("app")).hasContent("two");
        assertThat(result.report().dest()).contains(world.dest);
    }

    @Test
    void scratchThatCannotBeRemovedIsAWarning() {
        Deployer deployer = world.builder()
                .watch(op -> {
                    if (op.call() == dev.towline.disk.Op.Call.RMDIR
                            && op.path().toString().contains("scratch")
                            && !op.path().toString().contains("hook-")) {
                        throw new IOException("busy");
                    }
                })
                .hookRunner(hook -> HookResult.passed())
                .build();

        DeployResult result =
                deployer.deploy(world.release(ONE).on("pre", "anything").publish());

        assertDeployed(result);
        assertThat(result.report().warnings()).anyMatch(warning -> warning.contains("busy"));
        removeScratch();
    }

    private void removeScratch() {
        try (Stream<Path> walk = Files.walk(world.state)) {
            for (Path scratch : walk.filter(path -> path.endsWith("scratch")).toList()) {
                new dev.towline.disk.Disk().removeTree(scratch);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
