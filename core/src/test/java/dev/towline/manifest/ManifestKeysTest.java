package dev.towline.manifest;

import static dev.towline.manifest.ManifestFixture.MINIMAL;
import static dev.towline.manifest.ManifestFixture.SHA256;
import static dev.towline.manifest.ManifestFixture.onlyProblem;
import static dev.towline.manifest.ManifestFixture.parse;
import static dev.towline.manifest.ManifestFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestKeysTest {

    @Test
    void everyKeyOfStretcherIsRead() throws Exception {
        Manifest manifest = parse("""
                src: s3://example.com/app.tar.gz
                checksum: %s
                dest: /home/stretcher/app/
                dest_mode: 0711
                sync_strategy: mv
                commands:
                  pre:
                    - echo 'pre'
                  post: [one, "two: too"]
                  success: ["cat >> /path/to/deploy.log"]
                  failure:
                    - |
                      first
                      second
                  env:
                    FOO: foo
                    NUMBER: 007
                    EMPTY:
                excludes:
                  - "*.pid"
                  - '*.socket'
                exclude_from: ./lists//exclude.list
                """.formatted(SHA256.toUpperCase(java.util.Locale.ROOT)));

        assertThat(manifest.src()).contains(URI.create("s3://example.com/app.tar.gz"));
        assertThat(manifest.checksum()).contains(new Checksum(Checksum.Algorithm.SHA_256, SHA256));
        assertThat(manifest.dest()).contains(Path.of("/home/stretcher/app"));
        assertThat(manifest.destMode()).isEqualTo(0711);
        assertThat(manifest.syncStrategy()).isEqualTo("mv");
        assertThat(manifest.commands().pre()).containsExactly("echo 'pre'");
        assertThat(manifest.commands().post()).containsExactly("one", "two: too");
        assertThat(manifest.commands().success()).containsExactly("cat >> /path/to/deploy.log");
        assertThat(manifest.commands().failure()).containsExactly("first\nsecond\n");
        assertThat(manifest.commands().env())
                .containsExactly(Map.entry("FOO", "foo"), Map.entry("NUMBER", "007"), Map.entry("EMPTY", ""));
        assertThat(manifest.excludes()).containsExactly("*.pid", "*.socket");
        assertThat(manifest.excludeFrom()).contains("lists/exclude.list");
        assertThat(manifest.location()).isEqualTo(ManifestFixture.LOCATION);
        assertThat(manifest.warnings()).isEmpty();
    }

    @Test
    void everyKeyOfOursIsRead() throws Exception {
        Manifest manifest = parse(MINIMAL + """
                deployment: lobi-web
                serial: 1732356000
                size: 1048576
                expires: 2026-12-01T09:00:00+09:00
                keep_releases: 3
                owner: app:app
                share: copy
                mtimes: exact
                staging: inside
                hook_timeout: 1h30m
                check:
                  commands: [curl -fsS localhost/health]
                  deadline: 90s
                  interval: 500ms
                allow_empty: true
                allow_mass_delete: true
                x-anything: {at: [all]}
                """);

        assertThat(manifest.deployment()).contains("lobi-web");
        assertThat(manifest.serial()).hasValue(1732356000L);
        assertThat(manifest.size()).hasValue(1048576L);
        assertThat(manifest.expires()).contains(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(manifest.keepReleases()).isEqualTo(3);
        assertThat(manifest.owner()).contains("app:app");
        assertThat(manifest.share()).isEqualTo(Manifest.Share.COPY);
        assertThat(manifest.exactMtimes()).isTrue();
        assertThat(manifest.stagingInside()).isTrue();
        assertThat(manifest.hookTimeout()).contains(Duration.ofMinutes(90));
        assertThat(manifest.check())
                .contains(new Check(
                        java.util.List.of("curl -fsS localhost/health"),
                        Duration.ofSeconds(90),
                        Duration.ofMillis(500)));
        assertThat(manifest.allowEmpty()).isTrue();
        assertThat(manifest.allowMassDelete()).as("M11").isTrue();
    }

    @Test
    void whatIsLeftOutHasStretchersDefaults() throws Exception {
        Manifest manifest = parse(MINIMAL);

        assertThat(manifest.destMode()).isEqualTo(0755);
        assertThat(manifest.syncStrategy()).isEqualTo("rsync");
        assertThat(manifest.keepReleases()).isEqualTo(5);
        assertThat(manifest.share()).isEqualTo(Manifest.Share.LINK);
        assertThat(manifest.commands()).isEqualTo(Commands.NONE);
        assertThat(manifest.allowMassDelete()).isFalse();
        assertThat(manifest.deployment()).isEmpty();
        assertThat(manifest.release()).hasSize(64);
    }

    @Test
    void withoutSrcOnlyCommandsRun() throws Exception {
        Manifest manifest = parse("commands: {pre: [a], post: [b]}\n");

        assertThat(manifest.src()).isEmpty();
        assertThat(manifest.dest()).isEmpty();
        assertThat(manifest.commands().pre()).containsExactly("a");
    }

    @Test
    void destAndChecksumWithoutSrcAreOddButNoErrorAsInStretcher() throws Exception {
        Manifest manifest = parse("src: \"\"\nchecksum: " + SHA256 + "\ndest: /tmp\ncommands: {post: [b]}\n");

        assertThat(manifest.dest()).isEmpty();
        assertThat(manifest.checksum()).isEmpty();
        assertThat(manifest.warnings()).hasSize(2).allMatch(warning -> warning.contains("means nothing without src"));
    }

    @Test
    void srcNeedsDestAndChecksum() {
        assertThat(problems("deployment: app\nsrc: file:///app.tar\n"))
                .extracting(Object::toString)
                .containsExactly(
                        "line 2, column 1: src needs checksum beside it", "line 2, column 1: src needs dest beside it");
    }

    @Test
    void aManifestThatDoesNothingIsRefused() {
        assertThat(onlyProblem("deployment: app\n")).contains("nothing to do");
        assertThat(onlyProblem("commands: {pre: ~, post: [~, null]}\n")).contains("nothing to do");
    }

    @ParameterizedTest
    @CsvSource({
        "0711, 711, ''",
        "0o711, 711, ''",
        "711, 307, 'line 4: dest_mode is a decimal number and gives 0307: write 0711 if that is meant'",
        "493, 755, 'line 4: dest_mode is a decimal number and gives 0755'",
        "04755, 755, 'line 4: dest_mode only permission bits are used, which makes it 0755'",
        "0, 000, ''",
    })
    void destModeIsReadAsStretcherReadsIt(String written, String octal, String warning) throws Exception {
        Manifest manifest = parse(MINIMAL + "dest_mode: " + written + "\n");

        assertThat(Integer.toOctalString(manifest.destMode())).isEqualTo(octal.replaceFirst("^0+(?=.)", ""));
        assertThat(String.join("", manifest.warnings())).isEqualTo(warning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'0711'", "\"0711\"", "!!str 0711", "|\n  0711\n"})
    void aQuotedDestModeIsAnErrorAsInStretcher(String written) {
        assertThat(onlyProblem(MINIMAL + "dest_mode: " + written + "\n")).contains("write the number without quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0899", "-1", "rwxr-xr-x", "0x1ff", "07.5", "99999999999", "u+x"})
    void aDestModeThatIsNoModeIsAnError(String written) {
        assertThat(onlyProblem(MINIMAL + "dest_mode: " + written + "\n")).contains("is not an octal mode such as 0755");
    }

    @ParameterizedTest
    @CsvSource({"32, MD5", "40, SHA_1", "64, SHA_256", "128, SHA_512"})
    void theChecksumsLengthTellsItsAlgorithm(int length, Checksum.Algorithm algorithm) throws Exception {
        Manifest manifest = parse("src: file:///a\ndest: /srv/a\nchecksum: " + "7".repeat(length) + "\n");

        assertThat(manifest.checksum()).contains(new Checksum(algorithm, "7".repeat(length)));
        assertThat(manifest.warnings()).hasSize(algorithm.legacy() ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "zz86d081884c7d659a2feaa0c55ad015", "1e10"})
    void aChecksumThatIsNoneIsAnError(String written) {
        assertThat(onlyProblem("src: file:///a\ndest: /srv/a\nchecksum: " + written + "\n"))
                .contains("checksum");
    }

    @ParameterizedTest
    @CsvSource({"60s, PT1M", "2m, PT2M", "1h30m, PT1H30M", "500ms, PT0.5S", "90, PT1M30S", "'\"45s\"', PT45S"})
    void durationsHaveUnitsOrAreSeconds(String written, Duration duration) throws Exception {
        assertThat(parse(MINIMAL + "hook_timeout: " + written + "\n").hookTimeout())
                .contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hook_timeout: 5 minutes",
                "hook_timeout: 0s",
                "hook_timeout: -1",
                "hook_timeout: 99999999999h",
                "serial: -1",
                "serial: 0755",
                "serial: 1_000",
                "serial: 9999999999999999999",
                "size: 10MiB",
                "keep_releases: 1",
                "keep_releases: many",
                "expires: tomorrow",
                "expires: 2026-12-01",
                "owner: root",
                "owner: 'a: b'",
                "share: lnik",
                "mtimes: yes",
                "staging: outside",
                "allow_empty: yes",
                "deployment: ../x",
                "deployment: ''",
                "check: {}",
                "check: [a]",
                "check: {commands: []}",
                "commands: [a]",
                "commands: {env: [a]}",
                "commands: {env: {'A=B': c}}",
                "commands: {env: {A: [b]}}",
                "sync_strategy: [mv]",
                "sync_strategy: a/b",
                "excludes: '*.pid'",
            })
    void aValueThatIsNoneIsOneProblemThatNamesTheKey(String line) {
        String key = line.substring(0, line.indexOf(':'));
        assertThat(onlyProblem(MINIMAL + line + "\n"))
                .startsWith("line 4, column")
                .contains(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deployment",
                "serial",
                "size",
                "expires",
                "keep_releases",
                "owner",
                "share",
                "mtimes",
                "staging",
                "hook_timeout",
                "check",
                "allow_empty",
                "allow_mass_delete"
            })
    void aKeyOfOursWithoutAValueIsAnErrorForItWouldDropAProtection(String key) {
        assertThat(onlyProblem(MINIMAL + key + ":\n")).isEqualTo("line 4, column 1: " + key + " has no value");
    }

    @Test
    void nullPhasesAndNullItemsAreNoOpsAsCapistranoWritesThem() throws Exception {
        Manifest manifest = parse(MINIMAL + """
                dest_mode:
                sync_strategy: ~
                exclude_from: null
                excludes: [~, a]
                commands:
                  pre:
                  post: [null, b, ~]
                  success: ~
                  env:
                """);

        assertThat(manifest.commands().pre()).isEmpty();
        assertThat(manifest.commands().post()).containsExactly("b");
        assertThat(manifest.excludes()).containsExactly("a");
        assertThat(manifest.destMode()).isEqualTo(0755);
        assertThat(manifest.syncStrategy()).isEqualTo("rsync");
    }

    @Test
    void aScalarWhereAListBelongsIsAnErrorAsInStretcher() {
        assertThat(onlyProblem(MINIMAL + "commands:\n  pre: echo hello\n"))
                .isEqualTo("line 5, column 8: commands.pre is a list: write \"- \" before each item");
    }

    @Test
    void anUnquotedColonInACommandIsExplained() {
        assertThat(onlyProblem(MINIMAL + "commands:\n  pre:\n    - echo note: all is well\n"))
                .startsWith("line 6, column 7: commands.pre")
                .contains("put the line in quotes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "srv/app",
                "./app",
                "~/app",
                "/srv/../etc",
                "/srv/..",
                "\"/srv/a\\nb\"",
                "\"/srv/\\0\"",
                "/srv/{{ x }}"
            })
    void aDestThatIsNoAbsolutePathIsAnError(String written) {
        assertThat(onlyProblem(MINIMAL.replace("/srv/app", written))).contains("dest");
    }

    @ParameterizedTest
    @CsvSource({"/srv/app/, /srv/app", "//srv//app, /srv/app", "/srv/./app, /srv/app", "/, /", "/srv/a..b, /srv/a..b"})
    void destIsNormalised(String written, Path dest) throws Exception {
        assertThat(parse(MINIMAL.replace("/srv/app", written)).dest()).contains(dest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../list", "a/../b", "..", ".", "./"})
    @org.junit.jupiter.api.DisplayName("M8 exclude_from that is absolute or leads out of the artifact is refused")
    void excludeFromStaysInTheArtifact(String written) {
        assertThat(onlyProblem(MINIMAL + "exclude_from: " + written + "\n")).contains("exclude_from");
    }

    @ParameterizedTest
    @ValueSource(strings = {"builds/a.tgz", "mailto:someone", "http://[bad", "yes", "'http://a/\\b'"})
    void aSrcThatIsNoUrlIsAnErrorThatDoesNotRepeatIt(String written) {
        assertThat(onlyProblem(MINIMAL.replace("s3://bucket/app.tar.gz", written)))
                .contains("src is not a URL")
                .doesNotContain(written);
    }

    @Test
    void aBlankInAnObjectsNameIsAcceptedAsGoDoes() throws Exception {
        assertThat(parse(MINIMAL.replace("app.tar.gz", "my app.tar.gz")).src())
                .contains(URI.create("s3://bucket/my%20app.tar.gz"));
    }

    @Test
    void allProblemsAreListedWithTheirPlaces() {
        assertThat(problems("""
                        src: s3://bucket/app.tar.gz
                        checksum: 1234
                        dest: srv/app
                        dest_mode: "0755"
                        comands:
                          pre: [a]
                        commands:
                          pst: [b]
                          env: {A: {{ must_env "NOT_SET" }}}
                        """))
                .extracting(problem -> problem.line() + ":" + problem.column())
                .containsExactly("2:11", "3:7", "4:12", "5:1", "8:3", "9:12");
    }

    @Test
    void theMessageNamesTheManifestWithoutItsQuery() {
        var thrown = org.assertj.core.api.Assertions.catchThrowableOfType(
                InvalidManifestException.class,
                () -> Manifest.parse(
                        dev.towline.trust.Trust.unsigned()
                                .admit(
                                        URI.create("https://user:hunter2@host/m.yml?X-Amz-Signature=abc"),
                                        "- x".getBytes(StandardCharsets.UTF_8)),
                        ManifestOptions.strict()));

        assertThat(thrown).hasMessageStartingWith("manifest https://host/m.yml has a problem:\n  line 1, column 1: ");
    }
}
