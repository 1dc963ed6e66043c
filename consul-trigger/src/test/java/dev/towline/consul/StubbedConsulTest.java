package dev.towline.consul;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.towline.trigger.Pointer;
import dev.towline.trigger.Trigger.Subscription;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real Consul of the version at hand does not do on demand: newer versions, Enterprise, faults of the network. */
class StubbedConsulTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String AUTHORIZE = "/v1/internal/acl/authorize";

    private final WireMockServer stub =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

    @TempDir
    Path directory;

    @BeforeEach
    void startStub() {
        stub.start();
        stub.stubFor(post(urlPathEqualTo(AUTHORIZE)).willReturn(answer(401, "ACL support disabled")));
    }

    @AfterEach
    void endStub() {
        stub.stop();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    413 | Event payload too large, received 301 bytes, max size: 300 bytes
                    400 | Event payload size must be greater than zero
                    500 | user event exceeds configured limit of 512 bytes before encoding
                    """)
    void aRefusalForItsSizeIsOneExceptionWhateverTheVersion(int status, String text) throws IOException {
        stub.stubFor(put(urlPathEqualTo("/v1/event/fire/deploy")).willReturn(answer(status, text)));

        assertThatExceptionOfType(EventTooLargeException.class)
                .isThrownBy(() -> ConsulEvents.of(consul()).fire("deploy", "id-7"))
                .withMessageContaining(text)
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(status));
    }

    @Test
    void aFireHasALengthAndTellsTheId() throws Exception {
        stub.stubFor(put(urlPathEqualTo("/v1/event/fire/deploy")).willReturn(answer(200, "{\"ID\":\"a-1\"}")));

        assertThat(ConsulEvents.of(consul()).fire("deploy", "id-7")).isEqualTo("a-1");
        assertThat(ConsulEvents.of(consul()).fire("deploy", "")).isEqualTo("a-1");

        stub.verify(
                1,
                putRequestedFor(urlPathEqualTo("/v1/event/fire/deploy"))
                        .withHeader("Content-Length", equalTo("4"))
                        .withoutHeader("Transfer-Encoding")
                        .withoutHeader("Upgrade"));
        stub.verify(
                1,
                putRequestedFor(urlPathEqualTo("/v1/event/fire/deploy"))
                        .withHeader("Content-Length", equalTo("0"))
                        .withoutHeader("Transfer-Encoding"));
    }

    @Test
    void aListThatWasFilteredIsTrouble() throws Exception {
        stub.stubFor(get(urlPathEqualTo("/v1/event/list"))
                .willReturn(answer(200, "[]")
                        .withHeader("X-Consul-Index", "1")
                        .withHeader("X-Consul-Results-Filtered-By-ACLs", "true")));
        Path seen = directory.resolve("seen");

        try (Subscription listening =
                ConsulTrigger.events(consul(), "deploy").remembering(seen).start(hint -> {})) {
            await().until(() -> listening.trouble().orElse("").contains("event \"deploy\" { policy = \"read\" }"));
        }
        assertThat(seen).doesNotExist();
    }

    @Test
    void whereNobodyKnowsThePermissionASilentListIsSaidToBeSilent() throws Exception {
        stub.stubFor(post(urlPathEqualTo(AUTHORIZE)).willReturn(answer(404, "")));
        stub.stubFor(get(urlPathEqualTo("/v1/event/list"))
                .willReturn(answer(200, "[]").withHeader("X-Consul-Index", "1").withFixedDelay(500)));

        try (Subscription listening = ConsulTrigger.events(consul(), "deploy").start(hint -> {})) {
            await().until(() -> listening.trouble().orElse("").contains("token may not read"));
        }
    }

    @Test
    void aBusyConsulIsAskedAgainWhenItSaid() throws Exception {
        stub.stubFor(get(urlPathEqualTo("/v1/kv/deploy/web"))
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("free")
                .willReturn(answer(429, "Your IP is issuing too many concurrent connections")
                        .withHeader("Retry-After", "1")));
        stub.stubFor(get(urlPathEqualTo("/v1/kv/deploy/web"))
                .inScenario("busy")
                .whenScenarioStateIs("free")
                .willReturn(value("s3://a/b", "7").withFixedDelay(300)));
        Heard heard = new Heard();

        try (Subscription following = ConsulTrigger.key(consul(), "deploy/web").start(heard)) {
            await().until(() -> following.trouble().orElse("").contains("429"));
            await().until(() -> heard.size() == 1);
            await().until(() -> following.trouble().isEmpty());
        }
    }

    @Test
    void anIndexOfZeroIsAskedForAsOne() throws Exception {
        stub.stubFor(get(urlPathEqualTo("/v1/kv/deploy/web"))
                .willReturn(value("s3://a/b", "0").withFixedDelay(100)));

        try (Subscription following =
                ConsulTrigger.key(consul(), "deploy/web").stale().start(hint -> {})) {
            await().until(() -> !stub.findAll(
                            getRequestedFor(urlPathEqualTo("/v1/kv/deploy/web")).withQueryParam("index", equalTo("1")))
                    .isEmpty());
            assertThat(following.trouble()).isEmpty();
        }
        assertThat(stub.findAll(getRequestedFor(anyUrl())))
                .allSatisfy(request -> assertThat(request.getUrl()).contains("stale"));
    }

    @Test
    void anEventThatCannotBeUsedIsPassedOverOnce() throws Exception {
        String events = "[" + event("a", 3, "\"Version\":2,\"Payload\":\"aWQ=\"") + ","
                + event("b", 2, "\"Version\":1,\"Payload\":\"*\"") + ","
                + event("c", 1, "\"Version\":1,\"Payload\":\"" + base64("not an order") + "\"") + ","
                + event("d", 0, "\"Version\":1,\"Payload\":\"" + base64("id-7") + "\"") + "]";
        stub.stubFor(get(urlPathEqualTo("/v1/event/list"))
                .willReturn(answer(200, events)
                        .withHeader("X-Consul-Index", "9938273645567889912")
                        .withFixedDelay(200)));
        Path seen = Files.writeString(directory.resolve("seen"), "towline-seen-events 1\n");
        Heard heard = new Heard();

        try (Subscription listening = ConsulTrigger.events(consul(), "deploy")
                .remembering(seen)
                .hintingEach()
                .start(heard)) {
            await().until(() -> !stub.findAll(getRequestedFor(urlPathEqualTo("/v1/event/list"))
                            .withQueryParam("index", equalTo("9938273645567889912")))
                    .isEmpty());
            assertThat(listening.trouble()).isEmpty();
        }
        assertThat(heard.deploys()).containsExactly("id-7");
        assertThat(Files.readAllLines(seen)).containsExactlyInAnyOrder("towline-seen-events 1", "a", "b", "c", "d");
    }

    @Test
    void anAnswerThatStallsIsLeft() throws Exception {
        stub.stubFor(any(anyUrl()).willReturn(answer(200, "x".repeat(1000)).withChunkedDribbleDelay(100, 60_000)));
        Consul consul = consul();

        assertThatIOException()
                .isThrownBy(() -> consul.send(Question.get("/v1/status/leader"), Duration.ofSeconds(1)))
                .withMessageContaining("did not answer within 1 s");
    }

    @Test
    void anInterruptionEndsACall() throws Exception {
        stub.stubFor(any(anyUrl()).willReturn(answer(200, "").withFixedDelay(60_000)));
        Consul consul = consul();
        FutureTask<Answer> call = new FutureTask<>(() -> consul.send(Question.get("/v1/status/leader"), PATIENCE));
        Thread thread = new Thread(call);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();

        await().until(call::isDone);
        assertThat(call).failsWithin(PATIENCE).withThrowableThat().withRootCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void anEndlessAnswerIsGivenUp() throws Exception {
        stub.stubFor(any(anyUrl()).willReturn(answer(200, "x".repeat(Answer.LONGEST + 1))));
        Consul consul = consul();

        assertThatIOException()
                .isThrownBy(() -> consul.send(Question.get("/v1/status/leader"), PATIENCE))
                .withMessageContaining("more than");
    }

    @Test
    void namespaceAndCredentialsGoWhereTheyBelong() throws Exception {
        stub.stubFor(any(anyUrl()).willReturn(value("s3://a/b", "7")));
        Consul consul = Consul.builder()
                .environment(Map.of(
                        "CONSUL_HTTP_ADDR", "127.0.0.1:" + stub.port() + "/consul/",
                        "CONSUL_HTTP_TOKEN", "geheim",
                        "CONSUL_HTTP_AUTH", "me:geheim2",
                        "CONSUL_NAMESPACE", "team a",
                        "CONSUL_PARTITION", "blue"))
                .build();

        assertThat(ConsulPointer.key(consul, "deploy/web").read()).contains(Pointer.to(URI.create("s3://a/b")));

        stub.verify(getRequestedFor(urlPathEqualTo("/consul/v1/kv/deploy/web"))
                .withQueryParam("ns", equalTo("team a"))
                .withQueryParam("partition", equalTo("blue"))
                .withHeader("X-Consul-Token", equalTo("geheim"))
                .withHeader("Authorization", equalTo("Basic " + base64("me:geheim2"))));
        assertThat(stub.findAll(getRequestedFor(anyUrl())))
                .allSatisfy(request -> assertThat(request.getUrl()).doesNotContain("geheim"));
    }

    @Test
    void aTokenFileIsReadAgainWhenItsTokenIsDenied() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "old-token");
        var time = Files.getLastModifiedTime(file);
        stub.stubFor(any(anyUrl()).willReturn(answer(403, "ACL not found")));
        stub.stubFor(
                any(anyUrl()).withHeader("X-Consul-Token", equalTo("new-token")).willReturn(answer(404, "")));
        Consul consul = Consul.builder()
                .environment(Map.of("CONSUL_HTTP_TOKEN", "not this one"))
                .address("127.0.0.1:" + stub.port())
                .tokenFile(file)
                .build();
        ConsulPointer pointer = ConsulPointer.key(consul, "deploy/web");
        assertThatExceptionOfType(ConsulException.class).isThrownBy(pointer::read);
        Files.writeString(file, "new-token");
        Files.setLastModifiedTime(file, time);

        assertThat(pointer.read()).isEmpty();

        Files.delete(file);
        assertThatIOException().isThrownBy(pointer::read).withMessageContaining(file.toString());
    }

    @Test
    void whatIsNotConsulIsSaidSo() throws Exception {
        stub.stubFor(any(anyUrl()).willReturn(answer(200, "<html>")));
        Consul consul = consul();

        assertThatIOException()
                .isThrownBy(() -> ConsulPointer.key(consul, "deploy/web").read())
                .withMessageContaining("not the JSON");
        stub.stop();
        assertThatIOException()
                .isThrownBy(() -> ConsulPointer.key(consul, "deploy/web").read())
                .withMessageContaining("accepts no connection");
    }

    @Test
    void aWriterThatIsAlwaysLateGivesUp() throws Exception {
        stub.stubFor(get(anyUrl()).willReturn(value("s3://a/b", "7")));
        stub.stubFor(put(anyUrl()).willReturn(answer(200, "false")));

        assertThatIOException()
                .isThrownBy(() -> ConsulPointer.key(consul(), "deploy/web").write(Pointer.to(URI.create("s3://a/c"))))
                .withMessageContaining("changed by others");
        stub.verify(10, putRequestedFor(urlPathEqualTo("/v1/kv/deploy/web")).withQueryParam("cas", equalTo("12")));
    }

    private Consul consul() throws IOException {
        return Consul.builder()
                .environment(Map.of())
                .address("127.0.0.1:" + stub.port())
                .build();
    }

    private static ResponseDefinitionBuilder answer(int status, String text) {
        return aResponse().withStatus(status).withBody(text);
    }

    private static ResponseDefinitionBuilder value(String value, String index) {
        return answer(200, "[{\"ModifyIndex\":12,\"Flags\":0,\"Session\":null,\"Value\":\"" + base64(value) + "\"}]")
                .withHeader("X-Consul-Index", index);
    }

    private static String event(String id, int time, String fields) {
        return "{\"ID\":\"" + id + "\",\"Name\":\"deploy\",\"LTime\":" + time + "," + fields + "}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
