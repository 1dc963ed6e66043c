package dev.towline.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HookEnvironmentTest {

    private static final Map<String, String> JVM = Map.of(
            "PATH", "/opt/bin:/bin",
            "HOME", "/root",
            "LANG", "C.UTF-8",
            "LC_SECRET", "s",
            "AWS_SECRET_ACCESS_KEY", "s",
            "AWS_REGION", "eu-west-1",
            "CONSUL_HTTP_TOKEN", "s",
            "SLACK_URL", "https://hooks.example/T1",
            "TOWLINE_REASON", "of an outer deploy");

    @Test
    @DisplayName("H9 a clean environment passes path, home and locale, and nothing that was not named")
    void clean() {
        assertThat(HookEnvironment.clean(JVM, List.of()).variables())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("PATH", "/opt/bin:/bin", "HOME", "/root", "LANG", "C.UTF-8"));
    }

    @Test
    @DisplayName("H9 a named variable is passed where it is set")
    void named() {
        assertThat(HookEnvironment.clean(JVM, List.of("SLACK_URL", "AWS_REGION", "UNSET"))
                        .variables())
                .containsEntry("SLACK_URL", "https://hooks.example/T1")
                .containsEntry("AWS_REGION", "eu-west-1")
                .doesNotContainKeys("UNSET", "AWS_SECRET_ACCESS_KEY");
    }

    @Test
    @DisplayName("H9 there always is a PATH")
    void path() {
        assertThat(HookEnvironment.clean(Map.of(), List.of()).variables()).containsOnlyKeys("PATH");
    }

    @Test
    @DisplayName("H9 the drop-in hands on everything but an outer deploy's variables")
    void inheriting() {
        assertThat(HookEnvironment.inheriting(JVM).variables())
                .hasSize(JVM.size() - 1)
                .containsKey("AWS_SECRET_ACCESS_KEY")
                .doesNotContainKey("TOWLINE_REASON");
    }

    @Test
    void tellsTheDeploy() {
        Map<String, String> variables = HookEnvironment.clean(Map.of(), List.of())
                .deployment("lobi-web")
                .release("ab12")
                .previous(Optional.of("cd34"))
                .phase("failure")
                .dest(Path.of("/srv/lobi-web"))
                .manifest(URI.create("https://user:pw@example.com/m.yml?X-Amz-Signature=s#f"))
                .reason("post hook exited with 1\0")
                .variables();

        assertThat(variables)
                .containsEntry("TOWLINE_DEPLOYMENT", "lobi-web")
                .containsEntry("TOWLINE_RELEASE", "ab12")
                .containsEntry("TOWLINE_PREVIOUS", "cd34")
                .containsEntry("TOWLINE_PHASE", "failure")
                .containsEntry("TOWLINE_DEST", "/srv/lobi-web")
                .containsEntry("TOWLINE_MANIFEST", "https://example.com/m.yml")
                .containsEntry("TOWLINE_REASON", "post hook exited with 1 ");
        assertThat(HookEnvironment.clean(Map.of(), List.of())
                        .previous(Optional.empty())
                        .variables())
                .doesNotContainKey("TOWLINE_PREVIOUS");
    }

    @Test
    void theManifestOverridesTheHostAndTowlineOverridesTheManifest() {
        Map<String, String> variables = HookEnvironment.clean(JVM, List.of("SLACK_URL"))
                .phase("pre")
                .manifestVariables(Map.of("SLACK_URL", "other", "TOWLINE_PHASE", "post", "TOWLINE_REASON", "none"))
                .variables();

        assertThat(variables)
                .containsEntry("SLACK_URL", "other")
                .containsEntry("TOWLINE_PHASE", "pre")
                .doesNotContainKey("TOWLINE_REASON");
    }

    @Test
    void aNameThatIsNoneOrTowlinesOwnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HookEnvironment.clean(JVM, List.of("A=B")))
                .withMessageContaining("'A=B'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HookEnvironment.clean(JVM, List.of("TOWLINE_DEST")))
                .withMessageContaining("TOWLINE_DEST cannot be handed on");
    }

    @Test
    void printsNoValues() {
        assertThat(HookEnvironment.inheriting(Map.of("TOKEN", "hush"))).hasToString("hook environment [TOKEN]");
    }
}
