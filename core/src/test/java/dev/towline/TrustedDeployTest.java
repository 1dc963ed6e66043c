package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactSource;
import dev.towline.source.SocketServer;
import dev.towline.source.Sources;
import dev.towline.testkit.TarBytes;
import dev.towline.testkit.TreeSnapshot;
import dev.towline.trust.Signer;
import dev.towline.trust.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The attacks on updates that The Update Framework names, each on whole deploys. What manifest, signature and policy tell
 * is rejected and runs no command at all; what the artifact does fails. The destination keeps every byte either way.
 */
final class TrustedDeployTest extends DeployTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final long SERIAL = NOW.getEpochSecond();

    private final Signer signer = Signer.ed25519();
    private final Trust trust = Trust.signedByKeyText(signer.pem());
    private Instant now = NOW;
    private TreeSnapshot before;

    @BeforeEach
    void deployTheFirst() {
        assertDeployed(deploy(signed(release().with("serial", String.valueOf(SERIAL)))));
        world.fill(ONE);
        before = TreeSnapshot.of(world.dest);
        world.events.clear();
    }

    @AfterEach
    void nothingWasTouched() {
        before.assertUntouched(TreeSnapshot.of(world.dest));
        assertThat(world.phases()).doesNotContain(DeployPhase.PRE, DeployPhase.POST, DeployPhase.SUCCESS);
    }

    private Release release() {
        return world.release(TWO)
                .with("deployment", "app")
                .with("serial", String.valueOf(SERIAL + 1))
                .sized()
                .tellingItsPhases();
    }

    private URI signed(Release release) {
        return sign(release.publish(), signer);
    }

    private static URI sign(URI manifest, Signer by) {
        write(beside(manifest), by.sign(read(Path.of(manifest))));
        return manifest;
    }

    private static Path beside(URI manifest) {
        return Path.of(Trust.signatureOf(manifest));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private DeployerBuilder builder(Trust believed) {
        return world.builder().trust(believed).clock(() -> now);
    }

    private DeployResult deploy(URI manifest) {
        return builder(trust).build().deploy(manifest);
    }

    private void assertRejected(DeployResult result, String kind) {
        assertFailed(result, DeployResult.Rejected.class, TargetState.UNTOUCHED, DeployPhase.RESOLVE, kind);
        assertThat(world.phases()).containsExactly(DeployPhase.RESOLVE);
        assertThat(world.told(DeployEvent.HookStarted.class)).isEmpty();
        world.events.clear();
    }

    private void assertFailedOnly(DeployResult result, DeployPhase phase, String kind) {
        assertFailed(result, DeployResult.Failed.class, TargetState.UNTOUCHED, phase, kind);
        assertThat(world.output()).isSubsetOf("failure");
        world.events.clear();
    }

    @Test
    @DisplayName("arbitrary install: a manifest without a signature")
    void unsigned() {
        URI manifest = release().publish();

        assertRejected(deploy(manifest), "unsigned");
        write(beside(manifest), new byte[0]);
        assertRejected(deploy(manifest), "bad-signature");
    }

    @Test
    @DisplayName("arbitrary install: a manifest that somebody else signed, or changed after it was signed")
    void signedByAStrangerOrChanged() {
        URI manifest = signed(release());
        assertRejected(deploy(sign(release().publish(), Signer.ed25519())), "bad-signature");

        write(Path.of(manifest), utf8(new String(read(Path.of(manifest)), StandardCharsets.UTF_8) + "\n"));
        assertRejected(deploy(manifest), "bad-signature");
    }

    @Test
    @DisplayName("arbitrary install: bytes that are no manifest are told from forged ones by the signature alone")
    void signatureBeforeYaml() {
        URI broken = world.serve("broken.yml", utf8("{{{ not YAML"));
        write(beside(broken), new byte[64]);
        assertRejected(deploy(broken), "bad-signature");

        assertRejected(deploy(sign(broken, signer)), "invalid-manifest");
    }

    @Test
    @DisplayName(
            "arbitrary install: of what is not signed the manifest and its signature are fetched, and nothing else")
    void fetchesNothingElse() {
        List<String> asked = new ArrayList<>();
        ArtifactSource spy = request -> {
            asked.add(Path.of(request.uri().getPath()).getFileName().toString());
            return Sources.files()
                    .open(request.at(URI.create("file://" + request.uri().getPath())));
        };
        URI manifest = sign(release().publish(), Signer.ed25519());
        Trust believed = trust.manifestPrefixes("spy:///");

        DeployResult result = builder(believed)
                .source("spy", spy)
                .build()
                .deploy(URI.create("spy://" + manifest.getPath() + "?versionId=7"));

        assertRejected(result, "bad-signature");
        String name = Path.of(manifest).getFileName().toString();
        assertThat(asked).containsExactly(name, name + ".sig");
    }

    @Test
    @DisplayName("arbitrary install: where a signature lies elsewhere, policy has to allow the place")
    void signatureElsewhere() throws IOException {
        URI manifest = signed(release());
        Path moved = Files.move(beside(manifest), home.resolve("m.sig"));
        DeployRequest request = DeployRequest.of(manifest).signature(moved.toUri());

        assertRejected(
                builder(trust.manifestPrefixes(world.served.toUri().toString()))
                        .build()
                        .deploy(request),
                "prefix");
        assertRejected(deploy(manifest), "unsigned");
        Files.delete(moved);
        assertRejected(builder(trust).build().deploy(request), "unsigned");
    }

    @Test
    @DisplayName("wrong software: a manifest of another deployment, or of none")
    void wrongSoftware() {
        URI other = signed(release().with("deployment", "other"));

        assertRejected(builder(trust.deployment("app")).build().deploy(other), "wrong-deployment");
        assertRejected(builder(trust).build().deploy(DeployRequest.of(other).deployment("app")), "wrong-deployment");
        assertRejected(deploy(signed(release().without("deployment"))), "missing-deployment");
    }

    @Test
    @DisplayName("wrong software: a manifest for another directory")
    void wrongDirectory() {
        Trust elsewhere = trust.destPrefixes("/srv");

        assertRejected(builder(elsewhere).build().deploy(signed(release())), "dest-prefix");
        assertRejected(deploy(signed(release().with("dest", "/etc"))), "dangerous-dest");
    }

    @Test
    @DisplayName("rollback: a release that was signed before the one that is here")
    void rollback() {
        assertRejected(deploy(signed(release().with("serial", String.valueOf(SERIAL - 1)))), "rollback");
        assertRejected(deploy(signed(release().with("serial", "0"))), "rollback");
        assertRejected(deploy(signed(release().without("serial"))), "missing-serial");
    }

    @Test
    @DisplayName("rollback: an old release is told by its serial before anything else of it can fail and run a command")
    void rollbackBeforeAllElse() throws IOException {
        Release old = release().with("serial", String.valueOf(SERIAL - 1));

        assertRejected(deploy(signed(old.with("src", "gopher:/none"))), "scheme");
        assertRejected(
                builder(trust.sourcePrefixes("nowhere:/")).build().deploy(signed(old.with("src", "nowhere:/a"))),
                "rollback");
        assertRejected(
                builder(trust.sourcePrefixes("nowhere:/")).build().deploy(signed(old.by("no-such-strategy"))),
                "rollback");
    }

    @Test
    @DisplayName("rollback: with the record of the last serial spoilt, only today's releases pass")
    void rollbackWithoutRecord() throws IOException {
        try (Stream<Path> files = Files.walk(world.state)) {
            for (Path slot :
                    files.filter(file -> file.toString().contains("serial.")).toList()) {
                Files.writeString(slot, "\0\0\0");
            }
        }
        long yesterday = NOW.minus(Duration.ofHours(24)).getEpochSecond() - 1;

        assertRejected(deploy(signed(release().with("serial", String.valueOf(yesterday)))), "rollback");
    }

    @Test
    @DisplayName("rollback: commands alone are kept from going back too")
    void rollbackOfCommands() {
        Release newer = release().commandsOnly().without("size").with("serial", String.valueOf(SERIAL + 5));
        assertDeployed(deploy(signed(newer)));
        world.events.clear();

        assertRejected(deploy(signed(release().commandsOnly().without("size"))), "rollback");
    }

    @Test
    @DisplayName("equivocation: two manifests with one serial")
    void equivocation() {
        assertRejected(deploy(signed(release().with("serial", String.valueOf(SERIAL)))), "equivocation");
        assertRejected(
                deploy(signed(release().with("serial", String.valueOf(SERIAL)).with("keep_releases", "9"))),
                "equivocation");
    }

    @Test
    @DisplayName("fast-forward: a serial from the future, which would keep out all real ones")
    void fastForward() {
        long tomorrow = NOW.plus(Duration.ofDays(1)).getEpochSecond();

        assertRejected(deploy(signed(release().with("serial", String.valueOf(tomorrow + 1)))), "fast-forward");
        assertRejected(deploy(signed(release().with("serial", String.valueOf(Long.MAX_VALUE)))), "fast-forward");
    }

    @Test
    @DisplayName("freeze: an old manifest is shown again and again, until it expires")
    void freeze() {
        URI manifest = signed(release().with("expires", "2026-11-23T13:00:00Z"));

        now = NOW.plus(Duration.ofHours(2));
        assertRejected(deploy(manifest), "expired");
    }

    @Test
    @DisplayName("freeze: a clock that is turned back makes no manifest young again")
    void clockTurnedBack() {
        URI manifest = signed(release().with("expires", "2026-11-23T11:00:00Z"));

        now = NOW.minus(Duration.ofHours(2));
        assertRejected(deploy(manifest), "expired");
        now = NOW.minus(Duration.ofDays(3650));
        assertRejected(deploy(manifest), "expired");
    }

    @Test
    @DisplayName("endless data: a signature or a manifest that does not end")
    void endlessMetadata() {
        URI manifest = signed(release());
        write(beside(manifest), new byte[Trust.MAX_SIGNATURE_BYTES + 1]);
        assertRejected(deploy(manifest), "unsigned");

        DeployResult result = builder(trust.manifestPrefixes("endless:/"))
                .source("endless", request -> Artifact.of(new Endless(Duration.ZERO)))
                .build()
                .deploy(URI.create("endless:/m.yml"));
        assertFailedOnly(result, DeployPhase.RESOLVE, "too-large");
    }

    @Test
    @DisplayName("endless data: a signature that does not end is read no further than it may")
    void endlessSignature() {
        URI manifest = release().publish();
        ArtifactSource source = request -> request.uri().getPath().endsWith(".sig")
                ? Artifact.of(new Endless(Duration.ZERO))
                : Sources.files().open(request.at(manifest));

        DeployResult result = builder(trust.manifestPrefixes("endless:/"))
                .source("endless", source)
                .build()
                .deploy(URI.create("endless:/m.yml"));

        assertRejected(result, "unsigned");
    }

    @Test
    @DisplayName("endless data: an artifact that is longer than the manifest says")
    void endlessArtifact() {
        URI manifest = signed(release().with("src", "endless:/artifact"));
        Deployer deployer = builder(trust.sourcePrefixes("endless:/"))
                .source("endless", request -> Artifact.of(new Endless(Duration.ZERO)))
                .build();

        DeployResult result = deployer.deploy(manifest);

        assertThat(failure(result).kind()).isIn("wrong-size", "invalid-archive");
        assertFailedOnly(result, DeployPhase.STAGE, failure(result).kind());
        assertRejected(builder(trust.largestArtifact(1)).build().deploy(signed(release())), "size");
        assertFailedOnly(
                builder(trust).limits(Limits.DEFAULT.artifact(1)).build().deploy(signed(release())),
                DeployPhase.STAGE,
                "too-large");
        assertRejected(deploy(signed(release().without("size"))), "missing-size");
    }

    @Test
    @DisplayName("slow retrieval: an artifact that trickles")
    void slowArtifact() {
        URI manifest = signed(release().with("src", "slow:/artifact"));

        DeployResult result = builder(trust.sourcePrefixes("slow:/"))
                .source("slow", request -> Artifact.of(new Endless(Duration.ofMillis(50))))
                .downloadTimeout(Duration.ofMillis(300))
                .build()
                .deploy(manifest);

        assertFailedOnly(result, DeployPhase.STAGE, "too-slow");
    }

    @Test
    @DisplayName("slow retrieval: a manifest that trickles, and a signature")
    void slowMetadata() {
        URI manifest = release().publish();
        ArtifactSource slow = request -> request.uri().getPath().endsWith("m.yml")
                ? Sources.files().open(request.at(manifest))
                : Artifact.of(new Endless(Duration.ofMillis(50)));
        Deployer deployer = builder(trust.manifestPrefixes("slow:/"))
                .source("slow", slow)
                .downloadTimeout(Duration.ofMillis(300))
                .build();

        assertFailedOnly(deployer.deploy(URI.create("slow:/slow.yml")), DeployPhase.RESOLVE, "too-slow");
        assertRejected(deployer.deploy(URI.create("slow:/m.yml")), "unsigned");
    }

    @Test
    @DisplayName("mix-and-match: the signature of one release beside the manifest of another")
    void mixedSignature() {
        URI one = signed(release());
        URI two = release().with("keep_releases", "7").publish();

        write(beside(two), read(beside(one)));
        assertRejected(deploy(two), "bad-signature");
        write(Path.of(one), read(Path.of(two)));
        assertRejected(deploy(one), "bad-signature");
    }

    @Test
    @DisplayName("mix-and-match: the artifact of one release under the manifest of another")
    void mixedArtifact() {
        byte[] other = TarBytes.tar().file("app", "other").end().gzip();
        URI src = world.serve("mixed", other);
        URI sized = signed(release().with("src", src.toString()).with("size", String.valueOf(other.length)));
        URI unsized = signed(release().with("src", src.toString()));

        assertFailedOnly(deploy(sized), DeployPhase.STAGE, "wrong-digest");
        assertFailedOnly(deploy(unsized), DeployPhase.STAGE, "wrong-size");
        assertRejected(deploy(signed(release().with("checksum", "ab".repeat(16)))), "legacy-digest");
    }

    @Test
    @DisplayName("key compromise: a key that was taken out counts no more")
    void revokedKey() {
        Signer next = Signer.ecdsa();
        Trust rotated = Trust.signedByKeyText(next.pem());

        assertRejected(builder(rotated).build().deploy(signed(release())), "bad-signature");
        assertRejected(builder(rotated).build().deploy(sign(release().publish(), Signer.ecdsa())), "bad-signature");
    }

    @Test
    @DisplayName("key compromise: one of two needed keys is not enough, and twice the same is one")
    void threshold() {
        Signer second = Signer.ecdsa();
        Trust both = Trust.signedByKeyText(signer.pem(), second.openSsh()).threshold(2);
        URI manifest = signed(release());
        byte[] bytes = read(Path.of(manifest));

        assertRejected(builder(both).build().deploy(manifest), "bad-signature");
        write(beside(manifest), utf8(signer.base64(bytes) + "\n" + signer.base64(bytes)));
        assertRejected(builder(both).build().deploy(manifest), "bad-signature");
        write(beside(manifest), utf8(second.ssh(bytes)));
        assertRejected(builder(both).build().deploy(manifest), "bad-signature");
    }

    @Test
    @DisplayName("key compromise: where no command may run, a manifest with one is rejected")
    void hooksForbidden() {
        assertRejected(builder(trust.forbiddingHooks()).build().deploy(signed(release())), "hooks-forbidden");
        assertRejected(
                builder(trust.forbiddingHooks())
                        .build()
                        .deploy(signed(world.release(TWO)
                                .with("deployment", "app")
                                .with("serial", String.valueOf(SERIAL + 1))
                                .sized()
                                .check("1s", "1s", "true"))),
                "hooks-forbidden");
    }

    @Test
    @DisplayName("malicious mirror: what it serves for a signature, or where it sends on to")
    void maliciousMirror() throws IOException {
        byte[] manifest = read(Path.of(release().publish()));
        SocketServer.Line serves = SocketServer.says("HTTP/1.1 200 OK\nContent-Length: " + manifest.length, manifest);
        byte[] page = utf8("<html>not found</html>");
        Path elsewhere = world.served.resolve("stolen.sig");
        write(elsewhere, signer.sign(manifest));
        for (SocketServer.Line answer : List.of(
                SocketServer.says("HTTP/1.1 404 Not Found\nContent-Length: 0", new byte[0]),
                SocketServer.says("HTTP/1.1 403 Forbidden\nContent-Length: 0", new byte[0]),
                SocketServer.says("HTTP/1.1 500 Oops\nContent-Length: 0", new byte[0]),
                SocketServer.says("HTTP/1.1 200 OK\nContent-Length: 64", new byte[9]),
                SocketServer.says("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: " + page.length, page),
                SocketServer.says("HTTP/1.1 302 Found\nContent-Length: 0\nLocation: " + elsewhere.toUri(), new byte[0]),
                SocketServer.says("HTTP/1.1 302 Found\nContent-Length: 0\nLocation: /other/m.sig", new byte[0]))) {
            try (SocketServer mirror = SocketServer.playing(serves, answer)) {
                Deployer deployer = builder(
                                trust.manifestPrefixes(mirror.uri("/app/").toString()))
                        .source("http", Sources.http())
                        .build();

                assertRejected(deployer.deploy(mirror.uri("/app/m.yml")), "unsigned");
                assertThat(mirror.requests()).hasSize(2);
            }
        }
    }

    @Test
    @DisplayName("malicious mirror: an artifact that it changed")
    void maliciousMirrorOfArtifacts() {
        byte[] good = TarBytes.tar().file("app", "two").end().gzip();
        byte[] bad = Arrays.copyOf(good, good.length);
        bad[bad.length / 2] ^= 1;
        URI manifest = signed(release()
                .with("src", "mirror:/artifact")
                .with("checksum", Release.sha256(good))
                .with("size", String.valueOf(good.length)));

        DeployResult result = builder(trust.sourcePrefixes("mirror:/"))
                .source("mirror", request -> Artifact.of(new ByteArrayInputStream(bad), bad.length))
                .build()
                .deploy(manifest);

        assertThat(failure(result).kind()).isIn("wrong-digest", "invalid-archive");
        assertFailedOnly(result, DeployPhase.STAGE, failure(result).kind());
    }

    @Test
    @DisplayName("extraneous dependencies: a file of patterns is read from the verified tree only")
    void nothingElseIsRead() {
        assertRejected(deploy(signed(release().with("exclude_from", "/etc/passwd"))), "invalid-manifest");
        assertRejected(deploy(signed(release().with("exclude_from", "../../etc/passwd"))), "invalid-manifest");
    }

    @Test
    @DisplayName(
            "N11 nothing is fetched from private addresses where policy forbids it, and never from link-local ones")
    void addresses() {
        Deployer open = builder(trust).source("http", Sources.http()).build();
        Deployer closed = builder(trust.refusingPrivateAddresses())
                .source("http", Sources.http())
                .build();
        URI inside = signed(release().with("src", "http://127.0.0.1:9/artifact"));
        URI metadata = signed(release().with("src", "http://169.254.169.254/latest/meta-data/"));

        assertFailedOnly(closed.deploy(URI.create("http://localhost:9/m.yml")), DeployPhase.RESOLVE, "address");
        assertFailedOnly(closed.deploy(inside), DeployPhase.STAGE, "address");
        assertFailedOnly(open.deploy(metadata), DeployPhase.STAGE, "address");
        assertFailedOnly(open.deploy(inside), DeployPhase.STAGE, "unreachable");
    }

    /** Bytes without end, each after a pause. */
    private static final class Endless extends InputStream {

        private final Duration pause;

        Endless(Duration pause) {
            this.pause = pause;
        }

        @Override
        public int read() throws IOException {
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                return 'x';
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int read(byte[] target, int off, int len) throws IOException {
            int n = pause.isZero() ? len : 1;
            Arrays.fill(target, off, off + n, (byte) read());
            return n;
        }
    }
}
