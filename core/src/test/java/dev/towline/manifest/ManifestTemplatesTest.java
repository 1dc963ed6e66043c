package dev.towline.manifest;

import static dev.towline.manifest.ManifestFixture.MINIMAL;
import static dev.towline.manifest.ManifestFixture.parse;
import static dev.towline.manifest.ManifestFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestTemplatesTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "A", "alpha", "B", "beta", "EMPTY", "", "NAME_OF_A", "A", "QUOTE", "say \"hi\"\n<b>\t\\", "SLASH", "/srv");

    static String[][] calls() {
        return new String[][] {
            {"{{ env \"A\" }}", "alpha"},
            {"{{env \"A\"}}", "alpha"},
            {"{{ env `A` }}", "alpha"},
            {"{{ env \"NONE\" \"A\" }}", "alpha"},
            {"{{ env \"NONE\" \"B\" \"A\" }}", "beta"},
            {"{{ env \"EMPTY\" \"A\" }}", "alpha"},
            {"{{ env \"NONE\" }}", "NONE"},
            {"{{ env \"EMPTY\" }}", "EMPTY"},
            {"{{ env \"NONE\" \"fallback\" }}", "fallback"},
            {"{{ env \"NONE\" \"NONE_EITHER\" }}", "NONE_EITHER"},
            {"{{ env }}", ""},
            {"{{ must_env \"A\" }}", "alpha"},
            {"{{ must_env \"EMPTY\" }}", ""},
            {"{{ must_env (env \"NAME_OF_A\") }}", "alpha"},
            {"{{ (env \"A\") | json_escape }}", "alpha"},
            {"{{ env (must_env `NAME_OF_A`) \"x\" }}", "alpha"},
            {"{{ \"A\" | env }}", "alpha"},
            {"{{ \"A\" | env \"NONE\" | json_escape }}", "alpha"},
            {"{{ must_env \"QUOTE\" | json_escape }}", "say \\\"hi\\\"\\n\\u003cb\\u003e\\t\\\\"},
            {"{{ json_escape (must_env \"QUOTE\") }}", "say \\\"hi\\\"\\n\\u003cb\\u003e\\t\\\\"},
            {"{{ env \"NONE\" \"a\\tb\\u00e9\\x41\\\"\" }}", "a\tb\u00e9A\""},
            {"{{ env \"NONE\" `}} {{ x` }}", "}} {{ x"},
            {"{{- env \"A\" -}}", "alpha"},
            {"<{{ env \"A\" }}{{ env \"B\" }}>", "<alphabeta>"},
            {"{{{ env \"A\" }}}", "{alpha}"},
        };
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallGivesWhatStretcherGives(String call, String value) throws Exception {
        String yaml = "commands:\n  pre:\n    - |-\n      run " + call + "\n";
        String command = parse(yaml, ENVIRONMENT).commands().pre().get(0);

        assertThat(command).isEqualTo(call.startsWith("{{-") ? "run" + value : "run " + value);
    }

    @Test
    void callsStandUnquotedQuotedAndInTheMiddleAsInStretcher() throws Exception {
        Manifest manifest = parse("""
                src: {{ env "NONE" "https://host/" }}{{ must_env "A" }}.tar   # {{ must_env "NOBODY_SETS_THIS" }}
                checksum: %s
                dest: "{{ must_env "SLASH" }}/{{ env "B" }}"
                dest_mode: {{ env "MODE" "0700" }}
                commands:
                  pre: [{{ env "A" }}, '{{ env "B" }}', "x {{ env `A` }}"]
                  post:
                    - {{ must_env "B" }}/app
                    - >-
                      folded {{ env "A" }}
                      line
                  env:
                    KEY: {{ env "A" }}
                """.formatted(ManifestFixture.SHA256), ENVIRONMENT);

        assertThat(manifest.src()).contains(URI.create("https://host/alpha.tar"));
        assertThat(manifest.dest()).contains(Path.of("/srv/beta"));
        assertThat(manifest.destMode()).isEqualTo(0700);
        assertThat(manifest.commands().pre()).containsExactly("alpha", "beta", "x alpha");
        assertThat(manifest.commands().post()).containsExactly("beta/app", "folded alpha line");
        assertThat(manifest.commands().env()).containsEntry("KEY", "alpha");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker inspect --format '{{.State}}' app",
                "docker ps --format '{{.ID}}{{\"\\t\"}}{{.Names}}'",
                "docker inspect -f '{{json .Config.Env}}' app",
                "docker inspect -f '{{ range .Config.Env }}{{ . }}{{ end }}' app",
                "echo ${{ env.FOO }} {{environment}} }} {{",
                "awk '{{ print $1 }}'",
            })
    @DisplayName("D19 braces that are none of ours survive")
    void otherBracesSurvive(String command) throws Exception {
        Manifest manifest = parse("commands:\n  pre:\n    - |-\n      " + command + "\n");

        assertThat(manifest.commands().pre()).containsExactly(command);
        assertThat(manifest.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ printf \"%s\" (env \"A\") }}", "{{ if eq (env \"A\") \"x\" }}", "{{ \"{{.State}}\" }}"})
    void bracesThatStretcherWouldExpandAreLeftWithAWarning(String braces) throws Exception {
        Manifest manifest = parse("commands:\n  pre:\n    - |-\n      " + braces + "\n", ENVIRONMENT);

        assertThat(manifest.commands().pre()).containsExactly(braces);
        assertThat(manifest.warnings()).hasSize(1).first().asString().startsWith("line 4: these braces are left");
    }

    @Test
    @DisplayName("D18 an unset must_env is a problem with its place, not a crash")
    void unsetMustEnvIsAListedProblem() {
        assertThat(problems(MINIMAL + """
                        commands:
                          pre:
                            - first {{ env "A" "long default" }} {{ must_env "NOT_SET" }}
                            - second {{ must_env "NOR_THIS" | json_escape }}
                        """))
                .extracting(Object::toString)
                .containsExactly(
                        "line 6, column 42: must_env: the variable NOT_SET is not set",
                        "line 7, column 14: must_env: the variable NOR_THIS is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ must_env FOO }}",
                "{{ must_env 'FOO' }}",
                "{{ must_env \\\"FOO\\\" }}",
                "{{ must_env \"FOO }}",
                "{{ env \"A\" | quote }}",
                "{{ env \"A\" | }}",
                "{{ env (\"A\" }}",
                "{{ env \"A\" ) }}",
                "{{ env \"\\q\" }}",
                "{{ env \"\\uD800\" }}",
                "{{ must_env \"A\" \"B\" }}",
                "{{ json_escape }}",
                "{{ env \"A\"",
            })
    void aCallThatCannotBeReadIsAProblem(String call) {
        assertThat(problems("commands:\n  pre:\n    - |-\n      " + call + "\n", ENVIRONMENT))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).startsWith("line 4, column 7: "));
    }

    @Test
    void deeplyNestedParenthesesAreAProblem() {
        String call = "{{ env " + "(".repeat(50_000) + "\"A\"" + ")".repeat(50_000) + " }}";
        assertThat(problems("commands:\n  pre:\n    - |-\n      " + call + "\n"))
                .extracting(InvalidManifestException.Problem::message)
                .anyMatch(message -> message.contains("nested deeper than 20"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\ndest: /etc",
                "/srv/a: b",
                "\"quoted\" 'single'",
                "{{ env \"B\" }}",
                "*alias &anchor !!tag",
                "[a, b]",
                "{a: b}",
                "# comment",
                "- item\n- item",
                "--- \n...\n",
                "\uE0000\uE000",
                "null",
                " padded ",
                "\\n\\t",
                "%TAG |> @`",
            })
    @DisplayName("M9 a value never becomes YAML, wherever it is put")
    void valuesNeverBecomeYaml(String value) throws Exception {
        Manifest manifest = parse("""
                commands:
                  pre:
                    - {{ env "V" }}
                    - "{{ env "V" }}"
                    - '{{ env "V" }}'
                    - |-
                      {{ env "V" }}
                    - x{{ env "V" }}y
                  post: [{{ env "V" }}]
                  env: {A: {{ env "V" }}}
                """, Map.of("V", value, "B", "beta"));

        assertThat(manifest.commands().pre()).containsExactly(value, value, value, value, "x" + value + "y");
        assertThat(manifest.commands().post()).containsExactly(value);
        assertThat(manifest.commands().env()).containsExactly(Map.entry("A", value));
    }

    @Test
    void privateUseCharactersInTheManifestDoNotCollideWithPlaceholders() throws Exception {
        Manifest manifest = parse(
                "commands:\n  pre: [\"\uE0000\uE000 \\uE0010\\uE001 \\U0000E0020\\uE002 {{ env \"A\" }}\"]\n",
                ENVIRONMENT);

        assertThat(manifest.commands().pre()).containsExactly("\uE0000\uE000 \uE0010\uE001 \uE0020\uE002 alpha");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ env \"A\" }}: x",
                "commands: {env: {{{ env \"A\" }}: x}}",
                "x-a: &{{ env \"A\" }} b",
                "x-a: !{{ env \"A\" }} b",
                "x-a: *{{ env \"A\" }}",
            })
    void aTemplateInAKeyAnAnchorOrATagIsAProblem(String line) {
        assertThat(problems(MINIMAL + line + "\n", ENVIRONMENT))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.toString())
                        .startsWith("line 4")
                        .doesNotContain("\uE000", "\\ue000", "alpha"));
    }

    @Test
    void anEmptyValueIsNoItemAsItIsInStretcher() throws Exception {
        assertThat(parse("commands:\n  pre:\n    - {{ env \"NONE\" \"\" }}\n    - b\n")
                        .commands()
                        .pre())
                .containsExactly("b");
    }

    @Test
    @DisplayName("M9 policy lists the variables that templates may name")
    void policyListsVariables() throws Exception {
        Trust trust = Trust.unsigned().templateVariables("A", "UNSET");
        ManifestOptions options = ManifestOptions.strict().environment(ENVIRONMENT);
        byte[] allowed = "commands: {pre: ['{{ must_env \"A\" }} {{ env \"A\" \"B\" }} {{ env \"UNSET\" \"B\" }}']}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(ManifestFixture.parse(trust, allowed, options).commands().pre())
                .containsExactly("alpha alpha B");
        for (String call : new String[] {"must_env \"B\"", "env \"B\"", "env \"B\" \"x\"", "\"B\" | must_env"}) {
            byte[] forbidden = ("commands: {pre: ['{{ " + call + " }}']}").getBytes(StandardCharsets.UTF_8);
            org.assertj.core.api.Assertions.assertThatExceptionOfType(InvalidManifestException.class)
                    .as(call)
                    .isThrownBy(() -> ManifestFixture.parse(trust, forbidden, options))
                    .withMessageContaining("policy does not let a manifest read the variable B")
                    .withMessageNotContaining("beta");
        }
    }

    @Test
    @DisplayName("M9 values of secret-looking variables are known as secrets and are in no message")
    void secretsAreKnownAndNotPrinted() throws Exception {
        Map<String, String> environment = Map.of(
                "DB_PASSWORD", "hun\"ter2",
                "github_token", "ghp_x",
                "AWS_SECRET_ACCESS_KEY", "wJalr",
                "AWS_ACCESS_KEY_ID", "AKIA",
                "MY_SECRET_THING", "s3cr3t",
                "PLAIN", "visible");
        String yaml = """
                commands:
                  pre:
                    - use {{ env "DB_PASSWORD" }} {{ env "DB_PASSWORD" | json_escape }} {{ env "github_token" }}
                    - use {{ must_env "AWS_SECRET_ACCESS_KEY" }} {{ env "X" "AWS_ACCESS_KEY_ID" }} {{ env "PLAIN" }}
                """;

        assertThat(parse(yaml, environment).secrets())
                .containsExactlyInAnyOrder("hun\"ter2", "hun\\\"ter2", "ghp_x", "wJalr", "AKIA");
        assertThat(problems(
                        MINIMAL + "share: {{ env \"MY_SECRET_THING\" }}\ndest_mode: {{ env \"DB_PASSWORD\" }}\n",
                        environment))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.message()).doesNotContain("s3cr3t", "hun"));
    }

    @Test
    void secretsThatTheManifestItselfSetsAreKnownToo() throws Exception {
        assertThat(parse("commands: {pre: [a], env: {SLACK_TOKEN: xoxb, PLAIN: visible, API_SECRET: ''}}\n")
                        .secrets())
                .containsExactly("xoxb");
    }

    @Test
    void withoutTemplatesTheReleaseIsTheDigestOfTheBytes() throws Exception {
        byte[] bytes = (MINIMAL + "# {{ env \"A\" }}\n").getBytes(StandardCharsets.UTF_8);

        assertThat(parse(new String(bytes, StandardCharsets.UTF_8)).release())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    @Test
    void expandedValuesMakeAnotherReleaseAndNothingElseDoes() throws Exception {
        String yaml = MINIMAL + "commands: {pre: ['{{ env \"A\" \"\" }}{{ env \"B\" \"\" }}']}\n";

        String release = parse(yaml, Map.of("A", "1", "B", "2")).release();
        assertThat(parse(yaml, Map.of("A", "1", "B", "2", "C", "3")).release()).isEqualTo(release);
        assertThat(parse(yaml, Map.of("A", "1", "B", "3")).release()).isNotEqualTo(release);
        assertThat(parse(yaml, Map.of("A", "12")).release()).isNotEqualTo(release);
    }

    @Test
    void placesBehindATemplateAreThoseOfTheSource() {
        assertThat(problems(MINIMAL + "excludes: [\"{{ env \"A\" }}\", \"\uD83D\uDE80\", [x]]\n", ENVIRONMENT))
                .extracting(problem -> problem.line() + ":" + problem.column())
                .containsExactly("4:34");
    }

    @Test
    void whatTemplatesExpandToIsBounded() {
        String yaml = "commands:\n  pre:\n" + "    - '{{ env \"BIG\" }}'\n".repeat(5_000);

        assertThat(problems(yaml, Map.of("BIG", "x".repeat(100_000))))
                .first()
                .satisfies(problem -> assertThat(problem.message()).contains("templates expand the manifest beyond"));
    }
}
