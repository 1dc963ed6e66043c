package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.source.Sources;
import dev.towline.testkit.RealTools;
import dev.towline.trust.Signer;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deploys of manifests that are signed as they should be, also by the programs that people sign with. */
final class SignedDeployTest extends DeployTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final long SERIAL = NOW.getEpochSecond();

    private final Signer signer = Signer.ecdsa();
    private final Trust trust = Trust.signedByKeyText(signer.openSsh());
    private Instant now = NOW;

    private Release release(long serial) {
        return world.release(TWO)
                .with("deployment", "app")
                .with("serial", String.valueOf(serial))
                .sized();
    }

    private URI signed(Release release) throws IOException {
        URI manifest = release.publish();
        Files.writeString(beside(manifest), signer.ssh(Files.readAllBytes(Path.of(manifest))));
        return manifest;
    }

    private static Path beside(URI manifest) {
        return Path.of(Trust.signatureOf(manifest));
    }

    private DeployResult deploy(Trust believed, URI manifest) {
        return world.builder().trust(believed).clock(() -> now).build().deploy(manifest);
    }

    @Test
    void theSameReleaseAgainAndANewerOneAreNoAttack() throws IOException {
        URI first = signed(release(SERIAL));

        assertDeployed(deploy(trust, first));
        assertThat(deploy(trust, first)).isInstanceOf(DeployResult.AlreadyCurrent.class);
        assertDeployed(deploy(trust, signed(release(SERIAL + 1))));
        assertDeployed(deploy(trust, signed(release(NOW.plus(Duration.ofDays(1)).getEpochSecond()))));
    }

    @Test
    void aClockThatWasTurnedBackKeepsNoNewReleaseOut() throws IOException {
        assertDeployed(deploy(trust, signed(release(SERIAL))));

        now = NOW.minus(Duration.ofDays(3650));
        assertDeployed(deploy(trust, signed(release(SERIAL + 60))));
    }

    @Test
    void aReleaseThatFailedHereLeavesRoomForTheOnesBeforeIt() throws IOException {
        assertDeployed(deploy(trust, signed(release(SERIAL))));
        world.here();

        DeployResult failed = deploy(trust, signed(release(SERIAL + 9).on("post", "exit 1")));

        assertThat(failure(failed).kind()).isEqualTo("hook-failed");
        assertDeployed(deploy(trust, signed(release(SERIAL + 5))));
    }

    @Test
    void whereTheRecordIsLostTodaysReleasesPass() throws IOException {
        assertDeployed(deploy(trust, signed(release(SERIAL))));
        try (var files = Files.walk(world.state)) {
            for (Path slot :
                    files.filter(file -> file.toString().contains("serial.")).toList()) {
                Files.writeString(slot, "spoilt");
            }
        }

        assertDeployed(deploy(trust, signed(release(SERIAL - 3600))));
    }

    @Test
    void unsignedManifestsMayGoBackUnlessASerialIsRequired() throws IOException {
        Trust strict = Trust.unsigned().requiring(Trust.Required.SERIAL);
        assertDeployed(deploy(Trust.unsigned(), release(SERIAL).publish()));
        assertDeployed(deploy(Trust.unsigned(), release(SERIAL - 1).publish()));
        assertDeployed(deploy(strict, release(SERIAL).publish()));

        assertThat(failure(deploy(strict, release(SERIAL - 1).publish())).kind())
                .isEqualTo("rollback");
    }

    @Test
    void theSignatureMayLieWhereTheRequestSays() throws IOException {
        URI manifest = signed(release(SERIAL));
        Path moved = Files.move(beside(manifest), home.resolve("elsewhere"));

        assertDeployed(world.builder()
                .trust(trust)
                .clock(() -> now)
                .build()
                .deploy(DeployRequest.of(manifest).signature(moved.toUri()).deployment("app")));
    }

    @ParameterizedTest(name = "openssl {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "genpkey -algorithm ed25519 -out k | pkeyutl -sign -rawin -inkey k -in m -out s | false",
                "genpkey -algorithm ed25519 -out k | pkeyutl -sign -rawin -inkey k -in m -out s | true",
                "ecparam -name prime256v1 -genkey -noout -out k | dgst -sha256 -sign k -out s m | false",
                "ecparam -name prime256v1 -genkey -noout -out k | dgst -sha256 -sign k -out s m | true",
                "ecparam -name prime256v1 -genkey -noout -out k | pkeyutl -sign -rawin -digest sha256 -inkey k -in m -out s | false",
            })
    @DisplayName("what openssl signs is deployed, and what is changed afterwards is not")
    void openssl(String makesKey, String signs, boolean base64) throws Exception {
        RealTools.require("openssl");
        run("openssl " + makesKey);
        run("openssl pkey -in k -pubout -out k.pub");
        URI manifest = release(SERIAL).publish();
        Files.copy(Path.of(manifest), home.resolve("m"));
        run("openssl " + signs);
        if (base64) {
            run("openssl base64 -in s -out s64");
        }
        Files.copy(home.resolve(base64 ? "s64" : "s"), beside(manifest));

        deploysThisAndNoOther(Trust.signedBy(home.resolve("k.pub")), manifest);
    }

    @ParameterizedTest(name = "ssh-keygen -t {0}")
    @ValueSource(strings = {"ed25519", "ecdsa"})
    @DisplayName("what ssh-keygen signs for towline is deployed; what it signs for another purpose is not")
    void sshKeygen(String type) throws Exception {
        RealTools.require("ssh-keygen");
        run("ssh-keygen -q -t " + type + " -N '' -f k");
        URI manifest = release(SERIAL).publish();
        Trust believed = Trust.signedBy(home.resolve("k.pub"));
        String file = "'" + Path.of(manifest) + "'";

        run("ssh-keygen -q -Y sign -f k -n git " + file);
        assertThat(failure(deploy(believed, manifest)).kind()).isEqualTo("bad-signature");
        Files.delete(beside(manifest));
        run("ssh-keygen -q -Y sign -O hashalg=sha256 -f k -n towline " + file);
        assertThat(failure(deploy(believed, manifest)).kind()).isEqualTo("bad-signature");
        Files.delete(beside(manifest));
        run("ssh-keygen -q -Y sign -f k -n towline " + file);

        deploysThisAndNoOther(believed, manifest);
    }

    private void deploysThisAndNoOther(Trust believed, URI manifest) throws IOException {
        assertDeployed(deploy(believed, manifest));

        byte[] bytes = Files.readAllBytes(Path.of(manifest));
        bytes[bytes.length - 2] ^= 1;
        Files.write(Path.of(manifest), bytes);
        DeployResult result = deploy(believed, manifest);
        assertFailed(result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, "bad-signature");
    }

    private void run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    }

    @Test
    @DisplayName("I5 no class that reads YAML is even loaded before the signature was found to be right")
    void signatureBeforeYaml() throws Exception {
        URI manifest = signed(release(SERIAL));
        Path key = Files.writeString(home.resolve("k.pub"), signer.openSsh());
        Path stranger =
                Files.writeString(home.resolve("stranger.pub"), Signer.ecdsa().openSsh());

        assertThat(classesLoaded(manifest, stranger))
                .contains("ended: rejected bad-signature", "dev.towline.trust.SshSignature ")
                .doesNotContain("org.yaml", "dev.towline.manifest.ManifestReader", "dev.towline.manifest.Composer");
        assertThat(classesLoaded(manifest, key))
                .contains("ended: deployed", "dev.towline.manifest.ManifestReader ", "org.yaml.snakeyaml.parser");
        assertThat(world.dest.resolve("app")).hasContent("two");
    }

    private String classesLoaded(URI manifest, Path key) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                DeploysOnce.class.getName(),
                manifest.toString(),
                key.toString(),
                home.resolve("other-state").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    static final class DeploysOnce {

        public static void main(String[] args) throws Exception {
            DeployResult result = Deployer.builder()
                    .source("file", Sources.files())
                    .trust(Trust.signedBy(Path.of(args[1])))
                    .stateDirectory(Path.of(args[2]))
                    .clock(() -> NOW)
                    .build()
                    .deploy(URI.create(args[0]));
            System.out.println("ended: " + result.outcome()
                    + result.failure().map(failure -> " " + failure.kind()).orElse(""));
        }
    }
}
