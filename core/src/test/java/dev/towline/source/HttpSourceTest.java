package dev.towline.source;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {

    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final HttpSource source = Sources.http();

    @Test
    void opensAnArtifactWithLengthAndTag() throws Exception {
        answer(ok());

        try (Artifact artifact = source.open(request())) {
            assertThat(artifact.stream().readAllBytes()).isEqualTo(CONTENT);
            assertThat(artifact.length()).hasValue(10);
            assertThat(artifact.offset()).isZero();
            assertThat(artifact.tag()).contains("\"v1\"");
        }
    }

    @Test
    void aWeakTagIsNoPromise() throws Exception {
        answer(aResponse()
                .withHeader("ETag", "W/\"v1\"")
                .withHeader("Content-Length", "10")
                .withBody(CONTENT));

        try (Artifact artifact = source.open(request())) {
            assertThat(artifact.tag()).isEmpty();
        }
    }

    @Test
    void whatTheCallerHasIsNotSentAgain() throws Exception {
        answer(ok());
        SERVER.stubFor(get("/release.tar")
                .withHeader("If-None-Match", equalTo("\"v1\""))
                .willReturn(aResponse().withStatus(304).withHeader("ETag", "\"v1\"")));

        assertThatExceptionOfType(UnchangedArtifactException.class)
                .isThrownBy(() -> source.open(request().unlessTagged("\"v1\"")))
                .withMessageContaining("/release.tar answered 304");
        try (Artifact artifact = source.open(request().unlessTagged("\"v0\""))) {
            assertThat(artifact.stream().readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void aTagThatIsNotOneOfHttpsIsNotSent() throws Exception {
        answer(ok());

        source.open(request().unlessTagged("version 1")).close();

        SERVER.verify(getRequestedFor(urlEqualTo("/release.tar")).withHeader("If-None-Match", absent()));
    }

    @ParameterizedTest
    @DisplayName("N3 only 200 brings an artifact")
    @ValueSource(ints = {201, 202, 203, 204, 205, 206, 300, 304, 400, 401, 403, 405, 407, 412, 416, 451, 501, 505})
    void otherStatusesArePermanent(int status) {
        answer(aResponse().withStatus(status).withHeader("Content-Type", "application/x-tar"));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> source.open(request()))
                .withMessageContaining("/release.tar answered " + status)
                .isNotInstanceOf(MissingArtifactException.class);
    }

    @ParameterizedTest
    @DisplayName("N3 a redirect without Location is an error, not a body")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectToNowhere(int status) {
        answer(aResponse().withStatus(status).withBody("moved"));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> source.open(request()))
                .withMessageContaining("no Location");
    }

    @Test
    @DisplayName("N3 a page where a file should be is named as one")
    void htmlPage() {
        answer(ok().withHeader("Content-Type", "text/html; charset=utf-8"));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> source.open(request()))
                .withMessageContaining("HTML page")
                .withMessageContaining("text/html");
    }

    @ParameterizedTest
    @DisplayName("N4 what may pass can be tried again, when the server says")
    @CsvSource({"429,17,PT17S", "503,0,PT0S", "500,3,PT3S", "503,'Wed, 21 Oct 2015 07:28:30 GMT',PT30S", "503,soon,"})
    void busy(int status, String retryAfter, Duration wait) {
        answer(aResponse()
                .withStatus(status)
                .withHeader("Date", "Wed, 21 Oct 2015 07:28:00 GMT")
                .withHeader("Retry-After", retryAfter));

        assertThatExceptionOfType(SourceBusyException.class)
                .isThrownBy(() -> source.open(request()))
                .satisfies(busy -> assertThat(busy.retryAfter()).isEqualTo(Optional.ofNullable(wait)));
    }

    @ParameterizedTest
    @DisplayName("N4 server errors may be tried again")
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passing(int status) {
        answer(aResponse().withStatus(status));

        assertThatIOException()
                .isThrownBy(() -> source.open(request()))
                .withMessageContaining("answered " + status)
                .isNotInstanceOf(PermanentFetchException.class);
    }

    @Test
    @DisplayName("N4 nobody there: may be tried again, and the message names the host")
    void refused() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThatIOException()
                .isThrownBy(() -> source.open(ArtifactRequest.of(URI.create("http://127.0.0.1:" + port + "/a"))))
                .withMessageContaining("no connection to 127.0.0.1")
                .isNotInstanceOf(PermanentFetchException.class);
        assertThatIOException()
                .isThrownBy(() -> source.open(ArtifactRequest.of(URI.create("http://nowhere.invalid/a"))))
                .withMessageContaining("nowhere.invalid cannot be resolved")
                .isNotInstanceOf(PermanentFetchException.class);
    }

    @ParameterizedTest
    @DisplayName("N5 nothing there is missing")
    @ValueSource(ints = {404, 410})
    void missing(int status) {
        answer(aResponse().withStatus(status));

        assertThatExceptionOfType(MissingArtifactException.class)
                .isThrownBy(() -> source.open(request()))
                .withMessageContaining("/release.tar");
    }

    @Test
    @DisplayName("N7 the right range is continued, under If-Match and If-Range")
    void rightRange() throws Exception {
        answer(part("bytes 4-9/10", "456789"));

        try (Artifact artifact = source.open(request().from(4, Optional.of("\"v1\"")))) {
            assertThat(artifact.offset()).isEqualTo(4);
            assertThat(artifact.length()).hasValue(6);
            assertThat(artifact.tag()).contains("\"v1\"");
            assertThat(artifact.stream()).hasContent("456789");
        }
        SERVER.verify(getRequestedFor(urlEqualTo("/release.tar"))
                .withHeader("Range", equalTo("bytes=4-"))
                .withHeader("If-Match", equalTo("\"v1\""))
                .withHeader("If-Range", equalTo("\"v1\"")));
    }

    @ParameterizedTest
    @DisplayName(
            "N7 a range that is early, late, overlapping, short, of a wrong total, missing or garbled cannot be continued")
    @ValueSource(
            strings = {
                "bytes 3-9/10",
                "bytes 5-9/10",
                "bytes 0-9/10",
                "bytes 4-8/10",
                "bytes 4-9/99",
                "bytes 4-9/5",
                "bytes 9-4/10",
                "bytes 4-12/13",
                "bytes */10",
                "items 4-9/10",
                "bytes 4-9",
                "bytes 4-99999999999999999999/10",
                "",
                "garbled"
            })
    void wrongRange(String contentRange) {
        answer(part(contentRange, "456789"));

        assertThatExceptionOfType(CannotResumeException.class)
                .isThrownBy(() -> source.open(request().from(4, Optional.of("\"v1\""))));
    }

    @ParameterizedTest
    @DisplayName("N7 an early or late range is not taken for the right one because its own length is right")
    @CsvSource({"bytes 3-9/10,3456789", "bytes 5-9/10,56789", "bytes 0-9/10,0123456789", "bytes 3-9/*,3456789"})
    void wrongRangeOfRightLength(String contentRange, String body) {
        answer(part(contentRange, body));

        assertThatExceptionOfType(CannotResumeException.class)
                .isThrownBy(() -> source.open(request().from(4, Optional.of("\"v1\""))))
                .withMessageContaining("wrong part: " + contentRange);
    }

    @Test
    @DisplayName("N7 200 instead of 206 is the whole artifact, and says so")
    void wholeInsteadOfPart() throws Exception {
        answer(ok());

        try (Artifact artifact = source.open(request().from(4, Optional.of("\"v1\"")))) {
            assertThat(artifact.offset()).isZero();
            assertThat(artifact.length()).hasValue(10);
        }
    }

    @ParameterizedTest
    @DisplayName("N7 N8 416 and 412 mean that it is another artifact by now")
    @ValueSource(ints = {412, 416})
    void changed(int status) {
        answer(aResponse().withStatus(status).withHeader("Content-Range", "bytes */3"));

        assertThatExceptionOfType(CannotResumeException.class)
                .isThrownBy(() -> source.open(request().from(4, Optional.of("\"v1\""))));
    }

    @Test
    void aPartOfAnArtifactCanBeAskedFor() throws Exception {
        answer(part("bytes 4-6/10", "456"));

        try (Artifact artifact = source.open(request().range(4, 3))) {
            assertThat(artifact.stream()).hasContent("456");
            assertThat(artifact.length()).hasValue(3);
        }
        SERVER.verify(getRequestedFor(urlEqualTo("/release.tar")).withHeader("Range", equalTo("bytes=4-6")));
    }

    @Test
    @DisplayName("N10 a redirect is followed, five at most")
    void redirects() throws Exception {
        for (int i = 1; i <= 6; i++) {
            SERVER.stubFor(get("/hop" + i).willReturn(redirect(i < 6 ? "/hop" + (i + 1) : "/release.tar")));
        }
        answer(ok());

        try (Artifact artifact = source.open(ArtifactRequest.of(uri("/hop2")))) {
            assertThat(artifact.length()).hasValue(10);
        }
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> source.open(ArtifactRequest.of(uri("/hop1"))))
                .withMessageContaining("more than 5");
    }

    @Test
    @DisplayName("N10 a loop of redirects ends")
    void loop() {
        answer(redirect("/release.tar"));

        assertThatExceptionOfType(PermanentFetchException.class).isThrownBy(() -> source.open(request()));
        SERVER.verify(6, getRequestedFor(urlEqualTo("/release.tar")));
    }

    @ParameterizedTest
    @DisplayName("N10 a redirect leads to http and https only")
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "s3://bucket/key",
                "jar:file:/a.jar!/b",
                "ftp://host/a",
                "http:///a",
                "http://a b/"
            })
    void otherSchemes(String location) {
        answer(redirect(location));

        assertThatExceptionOfType(PermanentFetchException.class).isThrownBy(() -> source.open(request()));
    }

    @Test
    @DisplayName("N10 credentials are not handed to another server, neither a header's nor the address's")
    void credentialsStayHome() throws Exception {
        try (SocketServer other = SocketServer.playing(
                SocketServer.says("HTTP/1.1 200 OK\nContent-Length: 2", new byte[2]),
                SocketServer.says("HTTP/1.1 200 OK\nContent-Length: 2", new byte[2]))) {
            answer(redirect(other.uri("/elsewhere").toString()));
            HttpSource authorized = source.header("127.0.0.1:" + SERVER.getPort(), "Authorization", "Bearer t0ken");

            authorized.open(request()).close();
            source.open(ArtifactRequest.of(URI.create("http://me:pass@127.0.0.1:" + SERVER.getPort() + "/release.tar")))
                    .close();

            assertThat(other.requests())
                    .hasSize(2)
                    .allSatisfy(head ->
                            assertThat(head).contains("GET /elsewhere").doesNotContainIgnoringCase("authorization"));
        }
        SERVER.verify(getRequestedFor(urlEqualTo("/release.tar")).withHeader("Authorization", equalTo("Bearer t0ken")));
        SERVER.verify(
                getRequestedFor(urlEqualTo("/release.tar")).withHeader("Authorization", equalTo("Basic bWU6cGFzcw==")));
    }

    @Test
    @DisplayName("N10 a header for a host is kept on its own redirects and not sent to others")
    void headersOfAHost() throws Exception {
        SERVER.stubFor(get("/here").willReturn(redirect("/release.tar")));
        answer(ok());

        source.header("127.0.0.1:" + SERVER.getPort(), "X-Key", "k")
                .open(ArtifactRequest.of(uri("/here")))
                .close();
        SERVER.verify(getRequestedFor(urlEqualTo("/release.tar")).withHeader("X-Key", equalTo("k")));

        SERVER.resetRequests();
        source.header("example.org", "X-Key", "k").open(request()).close();
        SERVER.verify(getRequestedFor(urlEqualTo("/release.tar")).withHeader("X-Key", absent()));
    }

    @Test
    @DisplayName("N10 a redirect to a place that is not allowed is refused without asking it")
    void redirectPolicy() {
        answer(redirect("/elsewhere"));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() ->
                        source.open(request().redirectsOnlyTo(to -> to.getPath().startsWith("/releases/"))))
                .withMessageContaining("not allowed");
        SERVER.verify(0, getRequestedFor(urlEqualTo("/elsewhere")));
    }

    @ParameterizedTest
    @DisplayName("N13 an encoded answer is refused, never decoded")
    @ValueSource(strings = {"gzip", "br", "identity, gzip"})
    void encoded(String coding) {
        answer(ok().withHeader("Content-Encoding", coding));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> source.open(request()))
                .withMessageContaining("Content-Encoding: " + coding);
        SERVER.verify(getRequestedFor(urlEqualTo("/release.tar")).withHeader("Accept-Encoding", equalTo("identity")));
    }

    @Test
    @DisplayName("Q10 one source has one client, however often it is used")
    void oneClient() throws Exception {
        answer(ok());
        source.open(request()).close();
        long before = clients();

        for (int i = 0; i < 20; i++) {
            source.open(request()).close();
        }

        assertThat(clients()).isLessThanOrEqualTo(before);
    }

    private static long clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-.*-SelectorManager"))
                .count();
    }

    @Test
    void aHeaderThatCannotBeSentIsRefusedWithoutPrintingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source.header("host", "Authorization", "s3cret\r\nX: y"))
                .withMessageContaining("Authorization")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void presignedQueriesAreSentAndNotPrinted() {
        SERVER.stubFor(get("/a?X-Amz-Signature=s3cret").willReturn(aResponse().withStatus(403)));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> source.open(ArtifactRequest.of(uri("/a?X-Amz-Signature=s3cret"))))
                .withMessageContaining("answered 403")
                .withMessageNotContaining("s3cret");
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        SERVER.stubFor(get("/release.tar").willReturn(answer));
    }

    private static ResponseDefinitionBuilder ok() {
        return aResponse()
                .withHeader("ETag", "\"v1\"")
                .withHeader("Content-Length", "10")
                .withBody(CONTENT);
    }

    private static ResponseDefinitionBuilder part(String contentRange, String body) {
        ResponseDefinitionBuilder part = aResponse()
                .withStatus(206)
                .withHeader("ETag", "\"v1\"")
                .withHeader("Content-Length", String.valueOf(body.length()))
                .withBody(body);
        return contentRange.isEmpty() ? part : part.withHeader("Content-Range", contentRange);
    }

    private static ResponseDefinitionBuilder redirect(String location) {
        return aResponse().withStatus(302).withHeader("Location", location);
    }

    private static ArtifactRequest request() {
        return ArtifactRequest.of(uri("/release.tar"));
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + SERVER.getPort() + path);
    }
}
