package dev.towline.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towline.manifest.Manifest;
import dev.towline.manifest.ManifestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustTest {

    private static final URI LOCATION = URI.create("https://releases.example/app/manifest.yml");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String MINIMAL =
            "src: https://releases.example/app/1.tar\nchecksum: " + "a".repeat(64) + "\ndest: /srv/app\n";

    private static Manifest manifest(String yaml) throws Exception {
        return Manifest.parse(
                Trust.unsigned().admit(LOCATION, yaml.getBytes(StandardCharsets.UTF_8)), ManifestOptions.strict());
    }

    private static String kindOf(Trust trust, String yaml) throws Exception {
        Manifest manifest = manifest(yaml);
        RejectedException rejected = catchThrowableOfType(RejectedException.class, () -> trust.judge(manifest, NOW));
        return rejected == null ? "accepted" : rejected.kind();
    }

    @ParameterizedTest
    @CsvSource({
        // prefix, address, verdict
        "https://host/, https://host/a.yml, accepted",
        "https://host, https://host/a.yml, accepted",
        "https://host, https://host, accepted",
        "https://host/, https://host.evil/, prefix",
        "https://host/, https://host@evil/, userinfo",
        "https://host/, https://user:pw@host/a.yml, userinfo",
        "https://host/, https://evil/host/, prefix",
        "https://host/, https://hostevil/, prefix",
        "https://host/, https://evil.host/, prefix",
        "https://host/, http://host/a.yml, prefix",
        "https://host/, s3://host/a.yml, prefix",
        "https://host/, HTTPS://HOST/a.yml, accepted",
        "HTTPS://HOST/, https://host/a.yml, accepted",
        "https://host/, https://host:443/a.yml, accepted",
        "https://host/, https://host:/a.yml, accepted",
        "https://host:443/, https://host/a.yml, accepted",
        "https://host/, https://host:8443/a.yml, prefix",
        "http://host/, http://host:80/a.yml, accepted",
        "http://host/, http://host:443/a.yml, prefix",
        "https://host/app, https://host/app, accepted",
        "https://host/app, https://host/app/1.yml, accepted",
        "https://host/app/, https://host/app/1.yml, accepted",
        "https://host/app, https://host/application/1.yml, prefix",
        "https://host/app/, https://host/app2/1.yml, prefix",
        "https://host/app/, https://host/APP/1.yml, prefix",
        "https://host/app/, https://host/app/../evil.yml, prefix",
        "https://host/app/, https://host/app/%2e%2e/evil.yml, prefix",
        "https://host/app/, https://host/app/%2E./evil.yml, prefix",
        "https://host/app/, https://host/app/./1.yml, prefix",
        "https://host/app/, https://host/app/..%2fevil.yml, prefix",
        "https://host/app/, https://host/app/..%5Cevil.yml, prefix",
        "https://host/app/, https://host/app/..;x/evil.yml, prefix",
        "https://host/app/, https://host/x/../app/1.yml, prefix",
        "https://host/app/, https://host/%61pp/1.yml, accepted",
        "https://host/%61pp/, https://host/app/1.yml, accepted",
        "https://host/app/, https://host//app/1.yml, prefix",
        "https://host/app/, https://host/app/1.yml?a=../../b#c, accepted",
        "https://host/app/, https://host/other?x=/app/, prefix",
        "https://host/a%2Fb/, https://host/a/b/1.yml, refused-rule",
        "https://[::1]:8443/, https://[::1]:8443/a, accepted",
        "https://[::1]/, https://[::1]:8443/a, prefix",
        "s3://bucket/app/, s3://bucket/app/1.yml, accepted",
        "s3://bucket/app/, s3://bucket-evil/app/1.yml, prefix",
        "s3://my_bucket/, s3://my_bucket/app/1.yml, accepted",
        "s3://bucket/app/, s3://bucket/app-2/1.yml, prefix",
        "s3://bucket/app/, s3://key:secret@bucket/app/1.yml, userinfo",
        "file:///srv/in/, file:///srv/in/m.yml, accepted",
        "file:///srv/in/, file:/srv/in/m.yml, accepted",
        "file:/srv/in, file://localhost/srv/in/m.yml, accepted",
        "file:///srv/in/, file://evil/srv/in/m.yml, prefix",
        "file:///srv/in/, file:///srv/in/../m.yml, prefix",
        "file:///srv/in/, file:///srv/inner/m.yml, prefix",
        "https://host/, mailto:me@host, scheme",
        "mem://box/, mem://box/m.yml, accepted",
        "https://user@host/, https://host/, refused-rule",
        "https://host/?a, https://host/, refused-rule",
        "https://host/a/../b/, https://host/b/, refused-rule",
        "host/app, https://host/app, refused-rule",
        "https:///app, https://host/app, refused-rule",
        "https://host/, https://host.evil/app/1.yml, prefix",
        "https://host/, https://host.evil:443/app/1.yml, prefix",
        "https://host/, https://host%2eevil/a.yml, prefix",
        "https://host/, https://host:443@evil/a.yml, userinfo",
        "https://host/, https://host%40evil/a.yml, prefix",
        "https://host/, https://@host/a.yml, userinfo",
        "https://host/, 'https://host./a.yml', prefix",
        "https://host/, https://HOST.EVIL/a.yml, prefix",
        "https://host/, https://host:0443/a.yml, accepted",
        "https://host/, https://host:80/a.yml, prefix",
        "https://host/, https://host:443443/a.yml, scheme",
        "https://host/, https://host:-1/a.yml, scheme",
        "https://host/, https://host:x/a.yml, scheme",
        "https://host/app/, https://host/app/%2e/1.yml, prefix",
        "https://host/app/, https://host/app/.%2E/evil.yml, prefix",
        "https://host/app/, https://host/app/%2E%2E%2Fevil.yml, prefix",
        "https://host/app/, https://host/app/%2e%2e;x/evil.yml, prefix",
        "https://host/app/, https://host/app/..%00/evil.yml, prefix",
        "https://host/app/, https://host/app/x/../../evil.yml, prefix",
        "https://host/app/, https://host/app/.../1.yml, accepted",
        "https://host/app/, https://host/app/..x/1.yml, accepted",
        "https://host/app/, https://host/app//../evil.yml, prefix",
        "https://host/app/, https://host/app/%252e%252e/evil.yml, accepted",
        "https://host/app/, https://host/App/1.yml, prefix",
        "https://host/app/, https://host/%41pp/1.yml, prefix",
        "https://host/app/, https://host/ap%70/1.yml, accepted",
        "https://host/app/, https://host/app%2f1.yml, prefix",
        "https://host/app/, https://host/app?/../x, accepted",
        "https://host/app/, https://host/app;x/1.yml, prefix",
        "https://host/app/, https:/host/app/1.yml, prefix",
        "s3://bucket/app/, S3://BUCKET/app/1.yml, accepted",
        "s3://bucket/, s3://bucket.evil/app/1.yml, prefix",
        "'', https://host/app, refused-rule",
    })
    void prefixesAreComparedPieceByPiece(String prefix, URI address, String verdict) {
        if (verdict.equals("refused-rule")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Trust.unsigned().manifestPrefixes(prefix));
            return;
        }
        Trust trust =
                Trust.unsigned().manifestPrefixes("https://other/", prefix).sourcePrefixes(prefix);
        RejectedException manifest =
                catchThrowableOfType(RejectedException.class, () -> trust.admit(address, new byte[0]));
        RejectedException source = catchThrowableOfType(RejectedException.class, () -> trust.checkSource(address));

        assertThat(manifest == null ? "accepted" : manifest.kind()).isEqualTo(verdict);
        assertThat(source == null ? "accepted" : source.kind()).isEqualTo(verdict);
    }

    private static String placeInTime(Trust trust, String more, AcceptedSerial last, Instant now) throws Exception {
        Manifest manifest = manifest(MINIMAL + more);
        RejectedException rejected =
                catchThrowableOfType(RejectedException.class, () -> trust.judgeSerial(manifest, last, now));
        return rejected == null ? "accepted" : rejected.kind();
    }

    @ParameterizedTest
    @CsvSource({
        // last, serial, seconds since the last was accepted, verdict; the last was accepted at 1000000
        "1000, 1000, 0, equivocation",
        "1000, 999, 0, rollback",
        "1000, 1001, 0, accepted",
        "1000, 1086400, 0, accepted",
        "1000, 1086401, 0, fast-forward",
        "1000, 1086401, 1, accepted",
        "1000, 1086400, -500000, accepted",
        "1000, 9223372036854775807, 0, fast-forward",
        "none, 0, 0, accepted",
        "none, 1086400, 0, accepted",
        "none, 1086401, 0, fast-forward",
        "unreadable, 913600, 0, accepted",
        "unreadable, 913599, 0, rollback",
        "unreadable, 1086401, 0, fast-forward",
        "unreadable, 0, 0, rollback",
    })
    @DisplayName("a serial is neither below the last one nor from the future, and means one manifest")
    void serials(String last, String serial, long later, String verdict) throws Exception {
        Instant at = Instant.ofEpochSecond(1_000_000);
        AcceptedSerial accepted = switch (last) {
            case "none" -> AcceptedSerial.NONE;
            case "unreadable" -> AcceptedSerial.UNREADABLE;
            default -> AcceptedSerial.of(Long.parseLong(last), "0".repeat(64), at);
        };
        String line = "serial: " + serial + "\n";
        Instant now = at.plusSeconds(later);

        for (Trust trust : new Trust[] {
            Trust.signedByKeyText(Signer.ed25519().pem()), Trust.unsigned().requiring(Trust.Required.SERIAL)
        }) {
            assertThat(placeInTime(trust, line, accepted, now)).isEqualTo(verdict);
            assertThat(placeInTime(trust, "", accepted, now)).isEqualTo("accepted");
        }
        assertThat(placeInTime(Trust.unsigned(), line, accepted, now)).isEqualTo("accepted");
    }

    @Test
    @DisplayName("the manifest that was accepted last is accepted again")
    void theSameManifestAgain() throws Exception {
        Trust trust = Trust.signedByKeyText(Signer.ed25519().pem());
        Manifest manifest = manifest(MINIMAL + "serial: 1000\n");
        AcceptedSerial last = AcceptedSerial.of(manifest, NOW).orElseThrow();

        assertThat(placeInTime(trust, "serial: 1000\n", last, NOW)).isEqualTo("accepted");
        assertThat(placeInTime(trust, "serial: 1000\nkeep_releases: 9\n", last, NOW))
                .isEqualTo("equivocation");
        assertThat(AcceptedSerial.of(manifest(MINIMAL), NOW)).isEmpty();
    }

    @Test
    @DisplayName("Q8 a manifest that had expired when the last one was accepted stays expired")
    void expiryNeverGoesBack() throws Exception {
        Trust trust = Trust.signedByKeyText(Signer.ed25519().pem());
        AcceptedSerial last = AcceptedSerial.of(1, "0".repeat(64), NOW);
        String line = "serial: 2\nexpires: 2026-11-23T11:00:00Z\n";

        assertThat(placeInTime(trust, line, AcceptedSerial.NONE, NOW.minusSeconds(7200)))
                .isEqualTo("accepted");
        assertThat(placeInTime(trust, line, last, NOW.minusSeconds(7200))).isEqualTo("expired");
        assertThat(placeInTime(Trust.unsigned(), line, last, NOW.minusSeconds(7200)))
                .isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "0.0.0.0, true",
        "0.1.2.3, true",
        "10.255.0.1, true",
        "172.16.0.1, true",
        "172.31.255.255, true",
        "172.32.0.1, false",
        "192.168.1.1, true",
        "192.169.1.1, false",
        "100.64.0.1, true",
        "100.127.255.255, true",
        "100.128.0.1, false",
        "169.254.1.1, true",
        "224.0.0.1, true",
        "8.8.8.8, false",
        "::1, true",
        "::, true",
        "fc00::1, true",
        "fdff::1, true",
        "fe80::1, true",
        "fec0::1, true",
        "ff02::1, true",
        "::ffff:10.0.0.1, true",
        "2001:4860:4860::8888, false",
    })
    @DisplayName("N11 policy may keep fetches out of private networks")
    void privateAddresses(String address, boolean refused) throws Exception {
        java.net.InetAddress parsed = java.net.InetAddress.getByName(address);

        assertThat(Trust.unsigned().allowsAddress(parsed)).isTrue();
        assertThat(Trust.unsigned().refusingPrivateAddresses().allowsAddress(parsed))
                .isEqualTo(!refused);
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:pw@host/m.yml, accepted",
        "http://host/m.yml, accepted",
        "s3://bucket/m.yml, accepted",
        "S3://bucket/m.yml, accepted",
        "file:///m.yml, accepted",
        "ftp://host/m.yml, scheme",
        "jar:file:/a.jar!/m.yml, scheme",
        "gs://bucket/m.yml, scheme",
        "m.yml, scheme",
        "/m.yml, scheme",
    })
    void withoutPrefixesTheUsualSchemesPass(URI address, String verdict) {
        RejectedException rejected = catchThrowableOfType(
                RejectedException.class, () -> Trust.unsigned().checkManifest(address));

        assertThat(rejected == null ? "accepted" : rejected.kind()).isEqualTo(verdict);
    }

    @Test
    void aRejectionPrintsNoCredentials() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Trust.unsigned()
                        .sourcePrefixes("https://host/")
                        .checkSource(URI.create("https://user:hunter2@evil/a.tar?X-Amz-Signature=abc")))
                .withMessageContaining("https://evil/a.tar")
                .withMessageNotContaining("hunter2")
                .withMessageNotContaining("Signature");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trust.unsigned().sourcePrefixes("https://user:hunter2@host/"))
                .withMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/proc",
                "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/var", "/etc/", "//etc", "/./etc", "/etc/.",
            })
    @DisplayName("M7 the system's own directories are no destination, written or resolved")
    void dangerousDestinations(String dest) throws Exception {
        assertThat(kindOf(Trust.unsigned(), MINIMAL.replace("/srv/app", dest))).isEqualTo("dangerous-dest");
        assertThat(catchThrowableOfType(
                                RejectedException.class, () -> Trust.unsigned().judgeDest(Path.of(dest)))
                        .kind())
                .isEqualTo("dangerous-dest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/chef", "/srv/app", "/var/www", "/usr/local", "/lib/app", "/data", "/home/app/current"})
    @DisplayName("M7 what lies below the system's directories may be a destination")
    void ordinaryDestinations(String dest) throws Exception {
        assertThat(kindOf(Trust.unsigned(), MINIMAL.replace("/srv/app", dest))).isEqualTo("accepted");
        assertThatCode(() -> Trust.unsigned().judgeDest(Path.of(dest))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"srv/app", "app", "/srv/../etc/app", "/srv/app/.."})
    @DisplayName("M7 a relative destination or one with .. is refused")
    void wanderingDestinations(String dest) {
        assertThat(catchThrowableOfType(
                                RejectedException.class, () -> Trust.unsigned().judgeDest(Path.of(dest)))
                        .kind())
                .isEqualTo("dangerous-dest");
    }

    @ParameterizedTest
    @CsvSource({
        "/srv, /srv/app, accepted",
        "/srv/, /srv/app, accepted",
        "/srv/app, /srv/app, accepted",
        "/srv/app, /srv/app2, dest-prefix",
        "/srv, /data/app, dest-prefix",
        "/, /data/app, accepted",
        "/srv, /srv, dangerous-dest",
    })
    @DisplayName("M7 destinations lie below the allowed ones, name by name")
    void destPrefixes(String prefix, String dest, String verdict) throws Exception {
        Trust trust = Trust.unsigned().destPrefixes("/nowhere", prefix);

        assertThat(kindOf(trust, MINIMAL.replace("/srv/app", dest))).isEqualTo(verdict);
        RejectedException real = catchThrowableOfType(RejectedException.class, () -> trust.judgeDest(Path.of(dest)));
        assertThat(real == null ? "accepted" : real.kind()).isEqualTo(verdict);
    }

    @Test
    void rulesThatAllowNothingOrMeanNothingAreRefusedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> Trust.unsigned().destPrefixes());
        assertThatIllegalArgumentException().isThrownBy(() -> Trust.unsigned().destPrefixes("srv"));
        assertThatIllegalArgumentException().isThrownBy(() -> Trust.unsigned().destPrefixes("/srv/../etc"));
        assertThatIllegalArgumentException().isThrownBy(() -> Trust.unsigned().manifestPrefixes());
        assertThatIllegalArgumentException().isThrownBy(() -> OwnerPolicy.parse("root"));
        assertThatIllegalArgumentException().isThrownBy(() -> OwnerPolicy.parse("a:b:c"));
    }

    @Test
    void theManifestsSrcIsJudgedToo() throws Exception {
        assertThat(kindOf(Trust.unsigned().sourcePrefixes("s3://bucket/"), MINIMAL))
                .isEqualTo("prefix");
        assertThat(kindOf(Trust.unsigned().sourcePrefixes("https://releases.example/app"), MINIMAL))
                .isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource({"32, legacy-digest", "40, legacy-digest", "64, accepted", "128, accepted"})
    @DisplayName("M10 md5 and sha1 pass only where policy allows legacy digests")
    void legacyDigests(int length, String verdict) throws Exception {
        String yaml = MINIMAL.replace("a".repeat(64), "a".repeat(length));

        assertThat(kindOf(Trust.unsigned(), yaml)).isEqualTo(verdict);
        assertThat(kindOf(Trust.unsigned().allowingLegacyDigests(), yaml)).isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T11:59:59Z, expired",
        "2026-11-23T12:00:00Z, accepted",
        "2026-11-23T12:00:01Z, accepted",
        "2026-11-23T20:59:59+09:00, expired",
    })
    void noDeployBeginsAfterTheManifestExpired(String expires, String verdict) throws Exception {
        assertThat(kindOf(Trust.unsigned(), MINIMAL + "expires: " + expires + "\n"))
                .isEqualTo(verdict);
    }

    @Test
    void aManifestChoosesNoOwnerUnlessPolicyLetsIt() throws Exception {
        Trust app = Trust.unsigned().owner(OwnerPolicy.of("app", "web"));
        Trust open = app.manifestOwners(OwnerPolicy.archive(), OwnerPolicy.parse("db:db"));

        assertThat(kindOf(Trust.unsigned(), MINIMAL + "owner: app:web\n")).isEqualTo("owner");
        assertThat(kindOf(Trust.unsigned(), MINIMAL + "owner: archive\n")).isEqualTo("owner");
        assertThat(kindOf(app, MINIMAL + "owner: archive\n")).isEqualTo("owner");
        assertThat(app.ownerFor(manifest(MINIMAL))).isEqualTo(OwnerPolicy.of("app", "web"));
        assertThat(app.ownerFor(manifest(MINIMAL + "owner: app:web\n"))).hasToString("app:web");
        assertThat(open.ownerFor(manifest(MINIMAL + "owner: db:db\n"))).isEqualTo(OwnerPolicy.of("db", "db"));
        assertThat(open.ownerFor(manifest(MINIMAL + "owner: archive\n"))).isEqualTo(OwnerPolicy.archive());
        assertThat(Trust.unsigned().ownerFor(manifest(MINIMAL))).isEqualTo(OwnerPolicy.runningUser());
    }

    @Test
    void oneRuleDoesNotUndoAnother() throws Exception {
        Trust trust = Trust.unsigned()
                .destPrefixes("/data")
                .sourcePrefixes("https://releases.example/")
                .allowingLegacyDigests()
                .templateVariables("A")
                .manifestPrefixes("https://releases.example/");

        assertThat(kindOf(trust, MINIMAL)).isEqualTo("dest-prefix");
        assertThat(trust.admit(LOCATION, new byte[0]).templateVariables()).contains(java.util.Set.of("A"));
        assertThat(Trust.unsigned().admit(LOCATION, new byte[0]).templateVariables())
                .isEmpty();
    }

    @Test
    void whatWasAdmittedCannotBeChangedAfterwards() throws Exception {
        byte[] bytes = {'a'};
        Trusted trusted = Trust.unsigned().admit(LOCATION, bytes);
        bytes[0] = 'b';
        trusted.bytes()[0] = 'c';

        assertThat(trusted.bytes()).containsExactly('a');
        assertThat(trusted.location()).isEqualTo(LOCATION);
    }

    @Test
    @DisplayName("I5 nothing but what trust admitted can be parsed")
    void onlyTrustMakesWhatCanBeParsed() {
        assertThat(Trusted.class.getConstructors()).isEmpty();
        assertThat(Manifest.class.getConstructors()).isEmpty();
        assertThat(Manifest.class.getMethods())
                .filteredOn(method -> java.lang.reflect.Modifier.isStatic(method.getModifiers()))
                .singleElement()
                .satisfies(parse ->
                        assertThat(parse.getParameterTypes()).containsExactly(Trusted.class, ManifestOptions.class));
    }
}
