package dev.towline.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.manifest.Manifest;
import dev.towline.manifest.ManifestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy in a file says what the methods of {@link Trust} say, and only who may say it can write it. */
final class PolicyFileTest {

    private static final URI LOCATION = URI.create("https://releases.example/app/1.yml");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Signer SIGNER = Signer.ed25519();
    private static final Signer OTHER = Signer.ecdsa();
    private static final String FULL = "deployment: app\nserial: 1763899200\nsize: 10\n"
            + "src: https://releases.example/app/1.tar\nchecksum: " + "a".repeat(64) + "\ndest: /srv/app\n";

    @TempDir
    Path home;

    @BeforeEach
    void writeKeys() throws IOException {
        write("app.pub", SIGNER.pem());
        write("next.pub", OTHER.openSsh());
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(home.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Trust policy(String text) throws IOException {
        return Trust.read(write("policy.yml", text));
    }

    private static String kindOf(Trust trust, String yaml) throws Exception {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        RejectedException rejected = catchThrowableOfType(RejectedException.class, () -> {
            Trusted trusted = trust.admit(LOCATION, bytes, Optional.empty(), at -> SIGNER.sign(bytes));
            trust.judge(Manifest.parse(trusted, ManifestOptions.strict()), NOW);
        });
        return rejected == null ? "accepted" : rejected.kind();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys: [app.pub] | | accepted",
                "keys: [next.pub] | | bad-signature",
                "keys: [next.pub, app.pub] | | accepted",
                "{keys: [next.pub, app.pub], threshold: 2} | | bad-signature",
                "unsigned: true | | accepted",
                "keys: [app.pub] | deployment: app | missing-deployment",
                "keys: [app.pub] | serial: 1763899200 | missing-serial",
                "keys: [app.pub] | size: 10 | missing-size",
                "{keys: [app.pub], require: [serial, size]} | deployment: app | accepted",
                "{keys: [app.pub], require: []} | serial: 1763899200 | accepted",
                "unsigned: true | serial: 1763899200 | accepted",
                "{unsigned: true, require: [serial]} | serial: 1763899200 | missing-serial",
                "{keys: [app.pub], deployment: app} | | accepted",
                "{keys: [app.pub], deployment: other} | | wrong-deployment",
                "{unsigned: true, deployment: app} | deployment: app | wrong-deployment",
                "{keys: [app.pub], manifest-prefix: [\"https://other/\", \"https://releases.example/app/\"]} | | accepted",
                "{keys: [app.pub], manifest-prefix: [\"https://releases.example/other/\"]} | | prefix",
                "{keys: [app.pub], source-prefix: [\"s3://bucket/\"]} | | prefix",
                "{keys: [app.pub], dest-prefix: [/opt]} | | dest-prefix",
                "{keys: [app.pub], dest-prefix: [/srv]} | | accepted",
                "{keys: [app.pub], max-artifact: 9} | | size",
                "{keys: [app.pub], max-artifact: 10} | | accepted",
                "{unsigned: true, max-artifact: 10} | size: 10 | missing-size",
                "{unsigned: true, legacy-digests: false} | | accepted",
            })
    void saysWhatTheMethodsSay(String text, String left, String verdict) throws Exception {
        String yaml = left == null ? FULL : FULL.replace(left + "\n", "");

        assertThat(kindOf(policy(text), yaml)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "commands: {post: [x]} | false | hooks-forbidden",
                "commands: {failure: [x]} | false | hooks-forbidden",
                "check: {commands: [x]} | false | hooks-forbidden",
                "commands: {env: {A: b}} | false | accepted",
                "commands: {post: [x]} | true | accepted",
            })
    void aManifestWithCommandsIsRejectedWhereNoneMayRun(String more, String flag, String verdict) throws Exception {
        assertThat(kindOf(policy("{keys: [app.pub], run-hooks: " + flag + "}"), FULL + more + "\n"))
                .isEqualTo(verdict);
    }

    @Test
    void theRestOfTheKeysIsTakenToo() throws Exception {
        Trust trust = policy("""
                unsigned: true
                legacy-digests: true
                private-addresses: false
                owner: app:web
                manifest-owners: ["db:db", archive]
                template-variables: [HOME]
                """);
        byte[] md5 =
                FULL.replace("a".repeat(64), "a".repeat(32) + "\nowner: db:db").getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Manifest.parse(trust.admit(LOCATION, md5), ManifestOptions.strict());

        trust.judge(manifest, NOW);
        assertThat(trust.ownerFor(manifest)).isEqualTo(OwnerPolicy.of("db", "db"));
        assertThat(trust.admit(LOCATION, md5).templateVariables()).contains(Set.of("HOME"));
        assertThat(trust.allowsAddress(InetAddress.getByName("10.0.0.1"))).isFalse();
        assertThat(trust.needsSignature()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: [app.pub] | line 1, column 1 | unknown key \"key\"; did you mean keys?",
                "{keys: [app.pub], sources: x} | line 1, column 19 | unknown key \"sources\"",
                "{keys: [app.pub], keys: [app.pub]} | line 1, column 19 | comes twice",
                "{keys: [app.pub], unsigned: true} | policy.yml | whom to believe",
                "deployment: app | policy.yml | whom to believe",
                "unsigned: false | policy.yml | whom to believe",
                "unsigned: perhaps | line 1, column 11 | neither true nor false",
                "keys: app.pub | line 1, column 7 | list",
                "keys: [] | line 1, column 7 | name at least one",
                "keys: [[app.pub]] | line 1, column 8 | a text",
                "keys: [''] | line 1, column 8 | a text",
                "keys: [policy.yml] | line 1, column 7 | cannot be used as a key",
                "{keys: [app.pub], threshold: 2} | line 1, column 30 | does not fit 1 different key",
                "{keys: [app.pub], threshold: 0} | line 1, column 30 | does not fit",
                "{keys: [app.pub], threshold: two} | line 1, column 30 | whole number",
                "{unsigned: true, threshold: 1} | line 1, column 29 | needs keys",
                "{keys: [app.pub], legacy-digests: true} | line 1, column 35 | SHA-256",
                "{keys: [app.pub], require: [serail]} | line 1, column 28 | did you mean serial?",
                "{keys: [app.pub], manifest-prefix: [releases]} | line 1, column 36 | not a URL prefix",
                "{keys: [app.pub], dest-prefix: [srv]} | line 1, column 32 | not an absolute directory",
                "{keys: [app.pub], owner: me} | line 1, column 26 | user:group",
                "{keys: [app.pub], max-artifact: 4GiB} | line 1, column 33 | whole number",
                "{keys: [app.pub], max-artifact: 0} | line 1, column 33 | positive",
                "{keys: [app.pub], run-hooks: no} | line 1, column 30 | neither true nor false",
                "[keys] | policy.yml | no mapping",
                "'keys: [app.pub' | line 1 | not YAML",
                "'# nothing' | policy.yml | no mapping",
            })
    void whatMeansNothingIsSaidWithItsPlace(String text, String place, String reason) throws IOException {
        write("policy.yml", text);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trust.read(home.resolve("policy.yml")))
                .withMessageContaining(home.resolve("policy.yml").toString())
                .withMessageContaining(place)
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy.yml", "app.pub"})
    void aFileThatOthersMayWriteIsRefused(String name) throws IOException {
        write("policy.yml", "keys: [app.pub]");
        for (String mode : new String[] {"rw-rw-r--", "rw-r--rw-"}) {
            Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString(mode));
            assertRefused("chmod go-w");
        }
        Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Trust.read(home.resolve("policy.yml")).needsSignature()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy.yml", "app.pub"})
    void aLinkIsAsSafeAsWhatItLeadsTo(String name) throws IOException {
        write("policy.yml", "keys: [app.pub]");
        Path real = Files.move(home.resolve(name), home.resolve("real"));
        Files.createSymbolicLink(home.resolve(name), real);
        assertThat(Trust.read(home.resolve("policy.yml")).needsSignature()).isTrue();

        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertRefused("chmod go-w " + real);
    }

    @Test
    void aDirectoryThatOthersMayWriteMakesItsFilesTheirs() throws IOException {
        write("policy.yml", "keys: [app.pub]");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertRefused("others could put another in the place of");
    }

    @Test
    void neitherALinkNorWhatItLeadsToMayLieWhereOthersMayWrite() throws IOException {
        Path policy = write("policy.yml", "unsigned: true");
        Path open = Files.createDirectory(home.resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), policy);
        Files.copy(policy, open.resolve("copy"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Trust.read(link))
                .withMessageContaining("in the place of " + link);
        Files.delete(policy);
        Files.createSymbolicLink(policy, open.resolve("copy"));
        assertRefused("in the place of " + open.resolve("copy"));
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files away");
        write("policy.yml", "keys: [app.pub]");
        Files.setAttribute(home.resolve("app.pub"), "unix:uid", 65534);

        assertRefused("belongs to user 65534");
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        Files.createDirectory(home.resolve("policy.yml"));
        assertRefused("no regular file");
        Files.delete(home.resolve("policy.yml"));
        assertRefused("there is no policy");
        write("policy.yml", "keys: [none.pub]");
        assertRefused("there is no key");
        write("policy.yml", "#" + "x".repeat(65 * 1024));
        assertRefused("longer than");
    }

    @Test
    void keysAreReadBesideThePolicyWhereverTheProgramRuns() throws Exception {
        Files.createDirectory(home.resolve("keys"));
        write("keys/app.pub", SIGNER.pem());

        assertThat(kindOf(policy("keys: [keys/app.pub]"), FULL)).isEqualTo("accepted");
        assertThat(kindOf(policy("keys: [" + home.resolve("keys/app.pub") + "]"), FULL))
                .isEqualTo("accepted");
        assertThat(kindOf(Trust.signedBy(home.resolve("keys/app.pub")), FULL)).isEqualTo("accepted");
    }

    private void assertRefused(String reason) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Trust.read(home.resolve("policy.yml")))
                .withMessageContaining(home.toString())
                .withMessageContaining(reason);
    }
}
