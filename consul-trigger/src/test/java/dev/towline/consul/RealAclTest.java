package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.towline.consul.testkit.ConsulAgent;
import dev.towline.consul.testkit.RealConsul;
import dev.towline.trigger.Pointer;
import dev.towline.trigger.Trigger.Subscription;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, where what is not allowed is denied. */
class RealAclTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    @TempDir
    Path directory;

    private static RealConsul cluster;
    private static ConsulAgent server;
    private static Consul root;

    @BeforeAll
    static void startAgent() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        cluster = RealConsul.in(home);
        server = cluster.server(1, "\"acl\": {\"enabled\": true, \"default_policy\": \"deny\"}")
                .start()
                .ready();
        Question bootstrap = Question.put("/v1/acl/bootstrap", new byte[0]);
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            Answer answer = server.consul().send(bootstrap, PATIENCE);
            if (answer.status() == 200) {
                String token = Json.objects(answer.text()).get(0).get("SecretID");
                root = server.builder().token(token).build();
            }
            return root != null;
        });
    }

    @AfterAll
    static void endAgent() {
        Awaitility.reset();
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @DisplayName("T9 a token that may not read events is trouble; a better one in its file is taken without a restart")
    void tokenFile() throws Exception {
        Path file =
                Files.writeString(directory.resolve("token"), token("blind", "key \"x\" { policy = \"read\" }") + "\n");
        Path seen = directory.resolve("seen");
        Heard heard = new Heard();
        ConsulEvents events = ConsulEvents.of(root);
        Consul consul = server.builder().tokenFile(file).build();
        try (Subscription listening =
                ConsulTrigger.events(consul, "acl").remembering(seen).start(heard)) {
            await().until(() -> listening.trouble().orElse("").contains("event \"acl\" { policy = \"read\" }"));
            assertThat(Files.exists(seen)).isFalse();

            String reader = token("reader", "event \"acl\" { policy = \"read\" }");
            Files.writeString(file, reader);
            await().until(() -> Files.exists(seen) && listening.trouble().isEmpty());
            events.fire("acl", "seen");
            await().until(() -> heard.size() == 1);

            delete(reader);
            events.fire("acl", "wakes");
            await().until(() -> listening.trouble().orElse("").contains("ACL not found"));

            Files.writeString(file, token("second", "event \"acl\" { policy = \"read\" }"));
            await().until(() -> listening.trouble().isEmpty());
            events.fire("acl", "again");
            await().until(() -> heard.deploys().contains("again"));
            assertThat(listening.toString()).doesNotContain(reader);
        }
        assertThat(heard.events()).doesNotHaveDuplicates();
    }

    @Test
    void aDeniedKeyIsTroubleWithItsReason() throws Exception {
        Consul blind = server.builder()
                .token(token("no-key", "key \"x\" { policy = \"read\" }"))
                .build();
        try (Subscription listening = ConsulTrigger.key(blind, "deploy/web").start(hint -> {})) {
            await().until(() -> listening.trouble().orElse("").contains("403"));
        }
        assertThatExceptionOfType(ConsulException.class)
                .isThrownBy(() -> ConsulPointer.key(blind, "deploy/web").read())
                .satisfies(denied -> assertThat(denied.status()).isEqualTo(403));
        Consul reader = server.builder()
                .token(token("key-reader", "key \"deploy/web\" { policy = \"read\" }"))
                .build();
        assertThatExceptionOfType(ConsulException.class)
                .isThrownBy(() -> ConsulPointer.key(reader, "deploy/web").write(Pointer.to(URI.create("s3://a/b"))))
                .satisfies(denied -> assertThat(denied.status()).isEqualTo(403));
    }

    @Test
    void anUnknownTokenIsDeniedAlikeEverywhere() throws Exception {
        Consul unknown =
                server.builder().token("00000000-0000-0000-0000-00000000dead").build();

        assertThatExceptionOfType(ConsulException.class)
                .isThrownBy(() -> ConsulEvents.of(unknown).fire("acl", ""))
                .withMessageContaining("ACL not found")
                .withMessageNotContaining("dead")
                .satisfies(denied -> assertThat(denied.status()).isEqualTo(403));
        assertThatExceptionOfType(ConsulException.class)
                .isThrownBy(() -> ConsulPointer.key(unknown, "deploy/web").read())
                .satisfies(denied -> assertThat(denied.status()).isEqualTo(403));
    }

    private static String token(String name, String rules) throws Exception {
        call("/v1/acl/policy", Map.of("Name", name, "Rules", rules));
        String body = "{\"Policies\": [{\"Name\": \"" + name + "\"}]}";
        Question question = Question.put("/v1/acl/token", body.getBytes(StandardCharsets.UTF_8));
        return Json.objects(
                        root.send(question, PATIENCE).orThrow(root, question).text())
                .get(0)
                .get("SecretID");
    }

    private static void call(String path, Map<String, String> fields) throws Exception {
        String list = new String(Json.list(fields), StandardCharsets.UTF_8);
        Question question =
                Question.put(path, list.substring(1, list.length() - 1).getBytes(StandardCharsets.UTF_8));
        root.send(question, PATIENCE).orThrow(root, question);
    }

    private static void delete(String secret) throws Exception {
        Consul self = server.builder().token(secret).build();
        Question question = Question.get("/v1/acl/token/self");
        String accessor =
                Json.objects(self.send(question, PATIENCE).text()).get(0).get("AccessorID");
        Question deletion = new Question("DELETE", "/v1/acl/token/" + accessor, Map.of(), java.util.Optional.empty());
        root.send(deletion, PATIENCE).orThrow(root, deletion);
    }
}
