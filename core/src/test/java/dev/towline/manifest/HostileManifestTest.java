package dev.towline.manifest;

import static dev.towline.manifest.ManifestFixture.MINIMAL;
import static dev.towline.manifest.ManifestFixture.onlyProblem;
import static dev.towline.manifest.ManifestFixture.parse;
import static dev.towline.manifest.ManifestFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostileManifestTest {

    private static final ManifestOptions STRICT = ManifestOptions.strict();
    private static final ManifestOptions DROP_IN = STRICT.unknownKeys(ManifestOptions.UnknownKeys.WARN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src: s3://bucket/app.tar.gz\nchecksum: 9f86d0818",
                "src: s3://bucket/app.tar.gz\nchecksum: " + ManifestFixture.SHA256 + "\n",
                "src: s3://bucket/app.tar.gz\nchecksum: " + ManifestFixture.SHA256 + "\ndest: /srv/app\ndest_mo",
                "src: s3://bucket/app.tar.gz\nchecksum: " + ManifestFixture.SHA256
                        + "\ndest: /srv/app\ncommands:\n  pr: []",
                "src: s3://bucket/app.tar.gz\nchecksum: " + ManifestFixture.SHA256 + "\ndest: \"/srv/ap",
                "src: s3://bucket/app.tar.gz\nchecksum: " + ManifestFixture.SHA256 + "\ndest: /srv/app\nserial:",
            })
    @DisplayName("M1 what strict keys can tell of a cut manifest is refused")
    void cutManifestsAreRefused(String cut) {
        assertThat(problems(cut)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'dest: /srv/a', 'line 4, column 1: key \"dest\" comes twice'",
        "'commands: {pre: [a], pre: [b]}', 'line 4, column 22: key \"pre\" comes twice'",
        "'x-a: {b: 1, b: 2}', 'line 4, column 13: key \"b\" comes twice'",
    })
    @DisplayName("M2 a duplicate key is refused, with its place")
    void duplicateKeys(String line, String problem) {
        assertThat(onlyProblem(MINIMAL + line + "\n")).isEqualTo(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-a: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://evil/\"]]",
                "x-a: !!java.io.File /etc/passwd",
                "x-a: !ruby/object:Gem::Installer {i: x}",
                "x-a: !!binary aGVsbG8=",
                "!!set {x-a}: b",
            })
    @DisplayName("M3 tags are refused")
    void tagsAreRefused(String line) {
        assertThat(problems(MINIMAL + line + "\n"))
                .extracting(InvalidManifestException.Problem::message)
                .anyMatch(message -> message.contains("is not allowed: a manifest has no types"));
    }

    @Test
    @DisplayName("M3 aliases and merge keys are resolved")
    void aliasesAreResolved() throws Exception {
        Manifest manifest = parse(MINIMAL + """
                x-base: &base
                  pre: &lines [one, &two two]
                  post: [base]
                  env: {A: base, B: base}
                x-more: &more {success: [more], post: [more]}
                commands:
                  <<: [*base, *more]
                  failure: [*two, three]
                  env: {<<: {A: x, C: c}, A: own}
                excludes: *lines
                """);

        assertThat(manifest.commands())
                .isEqualTo(new Commands(
                        java.util.List.of("one", "two"),
                        java.util.List.of("base"),
                        java.util.List.of("more"),
                        java.util.List.of("two", "three"),
                        Map.of("A", "own", "C", "c")));
        assertThat(manifest.excludes()).containsExactly("one", "two");
    }

    @Test
    @DisplayName("M3 an alias bomb is refused")
    void aliasBomb() {
        StringBuilder bomb =
                new StringBuilder(MINIMAL).append("x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("x-%d: &a%d [%s]\n"
                    .formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
        }
        bomb.append("excludes: *a9\n");

        assertThat(onlyProblem(bomb.toString())).contains("aliases expand the manifest beyond");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x-a: &a [*a]", "x-a: *nowhere", "commands: {<<: [x]}", "x-a: {<<: *b}", "x-a: &a {<<: *a}"})
    @DisplayName("M3 an alias that leads nowhere or to itself is refused")
    void brokenAliases(String line) {
        assertThat(onlyProblem("x-a: &a old\nx-b: &a [*a]\n")).contains("*\"a\" stands inside its own anchor");
        assertThat(onlyProblem(MINIMAL + line + "\n")).startsWith("line 4, column ");
    }

    @Test
    @DisplayName("M3 depth is limited to 20, aliases counted in")
    void depthIsLimited() throws Exception {
        assertThat(parse(MINIMAL + "x-a: " + "[".repeat(18) + "]".repeat(18) + "\n")
                        .src())
                .isPresent();
        assertThat(onlyProblem(MINIMAL + "x-a: " + "[".repeat(20) + "]".repeat(20) + "\n"))
                .contains("nested deeper than 20");
        assertThat(onlyProblem(MINIMAL + "x-a: " + "[".repeat(100_000))).contains("nested deeper than 20");
        assertThat(onlyProblem(MINIMAL + "x-a: &a " + "[".repeat(12) + "]".repeat(12) + "\nx-b: " + "[".repeat(12)
                        + "*a" + "]".repeat(12)))
                .contains("nested deeper than 20 by this alias");
    }

    @Test
    @DisplayName("M3 more than 256 KiB is refused, exactly 256 KiB is read")
    void sizeIsLimited() throws Exception {
        String padding = "#".repeat(Manifest.MAX_BYTES - MINIMAL.length());

        assertThat(parse(MINIMAL + padding).src()).isPresent();
        assertThat(onlyProblem(MINIMAL + padding + "#")).contains("262145 bytes, at most 262144");
    }

    @Test
    @DisplayName("M3 a second document is refused, one document may have its marks")
    void oneDocument() throws Exception {
        assertThat(onlyProblem(MINIMAL + "---\ndest: /srv/other\n"))
                .isEqualTo("line 4, column 1: a manifest is one YAML document, and here begins a second");
        assertThat(parse("---\n" + MINIMAL + "...\n").src()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"'\0', 'U+0000'", "'\u0007', 'U+0007'", "'\uFEFF', 'U+FEFF'", "'\u0080', 'U+0080'"})
    @DisplayName("M3 NUL and other unprintable characters are refused, with their place")
    void unprintable(String character, String name) {
        assertThat(onlyProblem(MINIMAL + "x-a: \"" + character + "\"\n"))
                .isEqualTo("line 4, column 7: the character " + name + " may not be in a manifest");
    }

    @Test
    @DisplayName("M3 NUL written as an escape is refused where it would be used")
    void escapedNul() {
        assertThat(onlyProblem("commands: {pre: [\"a\\uD800b\"]}\n"))
                .contains("commands.pre holds a NUL or half a character");
        assertThat(onlyProblem("commands: {pre: [\"a\\0b\"]}\n"))
                .contains("commands.pre holds a NUL or half a character");
    }

    @ParameterizedTest
    @CsvSource({
        "cheksum: x, 'line 4, column 1: unknown key \"cheksum\"; did you mean checksum?'",
        "DEST: x, 'line 4, column 1: unknown key \"DEST\"; did you mean dest?'",
        "dest-mode: x, 'line 4, column 1: unknown key \"dest-mode\"; did you mean dest_mode?'",
        "allowMassDelete: x, 'line 4, column 1: unknown key \"allowMassDelete\"; did you mean allow_mass_delete?'",
        "pre: x, 'line 4, column 1: unknown key \"pre\"; did you mean commands.pre?'",
        "'commands: {psot: [a]}', 'line 4, column 12: unknown key \"commands.psot\"; did you mean commands.post?'",
        "'check: {commands: [a], dead: 1}', 'line 4, column 24: unknown key \"check.dead\"'",
        "flavour: x, 'line 4, column 1: unknown key \"flavour\"'",
    })
    @DisplayName("M4 an unknown key is refused with a did-you-mean")
    void unknownKeys(String line, String problem) {
        assertThat(onlyProblem(MINIMAL + line + "\n")).isEqualTo(problem);
    }

    @Test
    @DisplayName("M4 in the drop-in an unknown key is a warning unless it is a typing mistake")
    void unknownKeysOfTheDropIn() throws Exception {
        byte[] odd = (MINIMAL + "maintainer: me\n").getBytes(StandardCharsets.UTF_8);
        byte[] slip = (MINIMAL + "exclude: [a]\n").getBytes(StandardCharsets.UTF_8);

        assertThat(ManifestFixture.parse(odd, DROP_IN).warnings())
                .containsExactly("line 4: unknown key \"maintainer\" (ignored)");
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> ManifestFixture.parse(slip, DROP_IN))
                .withMessageContaining("did you mean excludes?");
    }

    @Test
    @DisplayName("M4 keys that begin with x- are ignored everywhere")
    void extensionKeys() throws Exception {
        Manifest manifest = parse(MINIMAL
                + "x-a: {{ must_env \"NOT_SET\" }}\ncommands: {pre: [a], x-b: [c]}\ncheck: {commands: [d], x-e: {}}\n");

        assertThat(manifest.commands().pre()).containsExactly("a");
        assertThat(manifest.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "yes",
        "1e10",
        "0755",
        "0o755",
        "1:30",
        "true",
        "1_000",
        "2026-11-22",
        ".inf",
        "0x1F",
        "12345678901234567890123456789012"
    })
    @DisplayName("M5 a scalar is the text that is written")
    void scalarsAreText(String written) throws Exception {
        Manifest manifest = parse(
                "commands:\n  pre: [" + written + "]\n  env: {A: " + written + "}\nexcludes:\n- " + written + "\n");

        assertThat(manifest.commands().pre()).containsExactly(written);
        assertThat(manifest.commands().env()).containsExactly(Map.entry("A", written));
        assertThat(manifest.excludes()).containsExactly(written);
    }

    @ParameterizedTest
    @CsvSource({
        "'<!DOCTYPE html><html><body>403</body></html>', HTML",
        "'\n <?xml version=\"1.0\"?><Error/>', HTML",
        "'', is empty",
        "' \n\t\n', is empty",
        "'# only a comment\n', is empty",
        "'---\n', is empty",
        "'Not found', a manifest is a mapping",
        "'[]', a manifest is a mapping",
        "'a: b: c', this is not YAML",
        "'\tsrc: x', this is not YAML",
        "'src: \"\\u', this is not YAML",
    })
    @DisplayName("M6 an error page, nothing at all and what is no mapping are refused in a clear sentence")
    void noManifestAtAll(String text, String sentence) {
        assertThat(onlyProblem(text)).contains(sentence);
    }

    @Test
    @DisplayName("M6 a byte order mark is accepted, UTF-16 and other bytes are not")
    void byteOrderMark() throws Exception {
        assertThat(parse("\uFEFF" + MINIMAL).dest()).contains(Path.of("/srv/app"));
        for (byte[] bytes : new byte[][] {
            MINIMAL.getBytes(StandardCharsets.UTF_16),
            MINIMAL.getBytes(StandardCharsets.UTF_16LE),
            {'a', ':', ' ', (byte) 0xFF},
            {0x1f, (byte) 0x8b, 8, 0},
            {'a', (byte) 0xC3},
        }) {
            assertThatExceptionOfType(InvalidManifestException.class)
                    .isThrownBy(() -> ManifestFixture.parse(bytes, STRICT));
        }
    }

    @Test
    void jsonIsYamlToo() throws Exception {
        Manifest manifest = parse("{\"src\": \"https://host/a.tar\", \"checksum\": \"" + ManifestFixture.SHA256
                + "\", \"dest\": \"/srv/app\"}");

        assertThat(manifest.src()).contains(URI.create("https://host/a.tar"));
    }

    @Test
    void aFloodOfProblemsIsCutShort() {
        StringBuilder flood = new StringBuilder(MINIMAL);
        for (int i = 0; i < 5_000; i++) {
            flood.append("unknown").append(i).append(": x\n");
        }

        assertThat(problems(flood.toString())).hasSize(101).last().asString().endsWith("and 4900 more");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void arbitraryBytesAreReadOrRefusedAndNothingElse(long seed) {
        Random random = new Random(seed);
        String[] pieces = {
            "src: ",
            "dest: /srv/a\n",
            "checksum: ",
            ManifestFixture.SHA256,
            "commands:\n",
            "  pre:\n",
            "    - ",
            "\n",
            " ",
            "{{",
            "}}",
            "{{ env \"A\" }}",
            "{{ must_env ",
            "\"",
            "'",
            "`",
            "|",
            ">-\n",
            "&a ",
            "*a",
            "<<: ",
            "!!str ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            ": ",
            "? ",
            "#",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "\t",
            "\\",
            "\uE000",
            "\uD83D\uDE80",
            "\\u",
            "0755",
            "~",
            "x-",
            "check: ",
            "serial: ",
            "expires: ",
            "\r\n",
            "\u2028",
            "\u0085",
            "(",
            ")",
            "-",
            "{{- ",
            " -}}"
        };
        for (int round = 0; round < 3_000; round++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = random.nextInt(40); i >= 0; i--) {
                if (random.nextInt(50) == 0) {
                    bytes.write(random.nextInt(256));
                } else {
                    bytes.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.UTF_8));
                }
            }
            readOrRefuse(bytes.toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void damagedManifestsAreReadOrRefusedAndNothingElse(long seed) {
        Random random = new Random(seed);
        byte[] whole = (MINIMAL + """
                dest_mode: 0711
                commands: &c
                  pre: ['{{ env "A" | json_escape }}', |
                    x]
                  env: {A: "b\\n"}
                check: {commands: [a], deadline: 60s}
                x-c: {<<: *c}
                expires: 2026-12-01T00:00:00Z
                excludes: ["*.pid"]
                """).getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 3_000; round++) {
            byte[] damaged = java.util.Arrays.copyOf(
                    whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(random.nextInt(5) == 0 ? 256 : 128);
            }
            readOrRefuse(damaged);
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            ManifestFixture.parse(bytes, DROP_IN.environment(Map.of("A", "value: [\n")));
        } catch (InvalidManifestException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.line() > 0 && problem.column() > 0);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("on " + new String(bytes, StandardCharsets.ISO_8859_1), e);
        }
    }
}
