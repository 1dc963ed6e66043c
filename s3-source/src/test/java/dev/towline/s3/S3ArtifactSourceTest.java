package dev.towline.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.towline.s3.CuttingRelay.Cut;
import dev.towline.s3.CuttingRelay.End;
import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.CannotResumeException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.UnchangedArtifactException;
import dev.towline.source.download.Bandwidth;
import dev.towline.source.download.Download;
import dev.towline.source.download.DownloadPolicy;
import dev.towline.source.download.Downloads;
import dev.towline.source.download.Fetch;
import dev.towline.source.download.MustRestartException;
import dev.towline.source.download.Retry;
import dev.towline.trigger.Pointer;
import dev.towline.trigger.PointerSource;
import dev.towline.trigger.Pointers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

@Timeout(120)
class S3ArtifactSourceTest {

    @RegisterExtension
    static final S3Store STORE = new S3Store();

    private static final byte[] CONTENT = bytes(4_000_000, 1);

    private static final DownloadPolicy AT_ONCE =
            DownloadPolicy.DEFAULT.retry(new Retry(3, Duration.ZERO, Duration.ZERO));

    private final List<String> warnings = new ArrayList<>();

    @Test
    void anObjectIsOpenedWithLengthAndTag() throws Exception {
        STORE.put("42/app.tar", CONTENT);

        try (Artifact artifact = S3ArtifactSource.using(STORE.client()).open(request("42/app.tar"))) {
            assertThat(artifact.length()).hasValue(CONTENT.length);
            assertThat(artifact.offset()).isZero();
            assertThat(artifact.tag()).isPresent();
            assertThat(artifact.stream().readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void anObjectIsContinuedFromAnyByteAndReadInParts() throws Exception {
        STORE.put("42/app.tar", CONTENT);
        ArtifactSource source = S3ArtifactSource.using(STORE.client());
        Optional<String> tag;
        try (Artifact whole = source.open(request("42/app.tar"))) {
            tag = whole.tag();
        }
        try (Artifact rest = source.open(request("42/app.tar").from(3_999_990, tag));
                Artifact part = source.open(request("42/app.tar").range(100, 50))) {
            assertThat(rest.offset()).isEqualTo(3_999_990);
            assertThat(rest.length()).hasValue(10);
            assertThat(rest.tag()).isEqualTo(tag);
            assertThat(rest.stream().readAllBytes()).isEqualTo(Arrays.copyOfRange(CONTENT, 3_999_990, 4_000_000));
            assertThat(part.stream().readAllBytes()).isEqualTo(Arrays.copyOfRange(CONTENT, 100, 150));
        }
    }

    @ParameterizedTest
    @DisplayName("N1 N4 N7 a connection cut by FIN or RST is continued where it ended")
    @EnumSource(
            value = End.class,
            names = {"FIN", "RST"})
    void cut(End end) throws Exception {
        STORE.put("cut.tar", CONTENT);
        try (CuttingRelay relay = new CuttingRelay(STORE.endpoint(), new Cut(1_000_000, end), new Cut(1_500_000, end));
                S3Client client = S3Store.client(relay.endpoint(), S3Store.SECRET)) {
            assertThat(fetch(S3ArtifactSource.using(client), "cut.tar").readAll())
                    .isEqualTo(CONTENT);
        }
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("s3://releases/cut.tar"));
    }

    @Test
    @DisplayName("N6 a connection that stalls is left and the rest fetched")
    void stall() throws Exception {
        STORE.put("stall.tar", CONTENT);
        try (CuttingRelay relay = new CuttingRelay(STORE.endpoint(), new Cut(1_000_000, End.STALL));
                S3Client client = S3Store.client(relay.endpoint(), S3Store.SECRET)) {
            DownloadPolicy impatient = AT_ONCE.stall(Duration.ofSeconds(2));
            assertThat(Downloads.of(impatient, Bandwidth.unlimited())
                            .fetch(
                                    S3ArtifactSource.using(client),
                                    request("stall.tar").uri())
                            .readAll())
                    .isEqualTo(CONTENT);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("towline-download"));
    }

    @Test
    @DisplayName("N8 an object replaced in mid-download is begun again")
    void replaced() throws Exception {
        byte[] other = bytes(3_000_000, 2);
        STORE.put("moving.tar", CONTENT);
        try (CuttingRelay relay = new CuttingRelay(STORE.endpoint(), new Cut(1_000_000, End.FIN));
                S3Client client = S3Store.client(relay.endpoint(), S3Store.SECRET)) {
            Fetch fetch = fetch(S3ArtifactSource.using(client), "moving.tar")
                    .warnings(warning -> STORE.put("moving.tar", other));
            try (Download first = fetch.open()) {
                assertThatExceptionOfType(MustRestartException.class)
                        .isThrownBy(first::readAllBytes)
                        .withMessageContaining("412");
                try (Download second = first.again()) {
                    assertThat(second.readAllBytes()).isEqualTo(other);
                }
            }
        }
    }

    @Test
    void anObjectThatTheCallerHasIsNotSentAgain() throws Exception {
        STORE.put("wanted", "s3://releases/web/1.yml".getBytes(US_ASCII));
        ArtifactSource source = S3ArtifactSource.using(STORE.client());
        String tag;
        try (Artifact artifact = source.open(request("wanted"))) {
            tag = artifact.tag().orElseThrow();
        }

        assertThatExceptionOfType(UnchangedArtifactException.class)
                .isThrownBy(() -> source.open(request("wanted").unlessTagged(tag)))
                .withMessageContaining("s3://releases/wanted answered 304");
        STORE.put("wanted", "s3://releases/web/2.yml".getBytes(US_ASCII));
        try (Artifact artifact = source.open(request("wanted").unlessTagged(tag))) {
            assertThat(artifact.stream()).hasContent("s3://releases/web/2.yml");
        }
    }

    @Test
    void aPointerThatStaysCostsNoBody() throws Exception {
        byte[] wanted = ("{\"manifest\":\"s3://releases/web/1.yml\",\"id\":\"" + "x".repeat(100) + "\",\"x-note\":\""
                        + "n".repeat(7_000) + "\"}")
                .getBytes(US_ASCII);
        STORE.put("wanted", wanted);
        try (CuttingRelay relay = new CuttingRelay(STORE.endpoint());
                S3Client client = S3Store.client(relay.endpoint(), S3Store.SECRET)) {
            PointerSource pointer = Pointers.at(
                    S3ArtifactSource.using(client), request("wanted").uri());
            Optional<Pointer> first = pointer.read();
            long whole = relay.relayed();

            for (int i = 0; i < 5; i++) {
                assertThat(pointer.read()).isEqualTo(first).isPresent();
            }

            assertThat(relay.relayed() - whole).isLessThan(whole);
        }
    }

    @Test
    @DisplayName("N7 an object that became shorter cannot be continued")
    void shorter() throws Exception {
        STORE.put("short.tar", new byte[10]);

        assertThatExceptionOfType(CannotResumeException.class)
                .isThrownBy(() -> S3ArtifactSource.using(STORE.client())
                        .open(request("short.tar").from(20, Optional.empty())));
    }

    @Test
    @DisplayName("N5 a missing object and a missing bucket are missing, and named")
    void missing() {
        ArtifactSource source = S3ArtifactSource.using(STORE.client());

        assertThatExceptionOfType(MissingArtifactException.class)
                .isThrownBy(() -> source.open(request("none.tar")))
                .withMessageContaining("s3://releases/none.tar")
                .withMessageContaining("no such object");
        assertThatExceptionOfType(MissingArtifactException.class)
                .isThrownBy(() -> source.open(ArtifactRequest.of(URI.create("s3://nowhere/none.tar"))))
                .withMessageContaining("no such bucket");
    }

    @Test
    @DisplayName("N5 N15 wrong keys are not tried again, and not printed")
    void wrongKeys() throws Exception {
        STORE.put("42/app.tar", CONTENT);
        try (S3Client client = S3Store.client(STORE.endpoint(), "wrong-s3cret")) {
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() ->
                            fetch(S3ArtifactSource.using(client), "42/app.tar").readAll())
                    .withMessageContaining("403")
                    .withMessageContaining("credentials are not valid")
                    .withMessageNotContaining("s3cret");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    @DisplayName("N4 a store that is down may be tried again")
    void down() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (S3Client client = S3Store.client(URI.create("http://127.0.0.1:" + port), S3Store.SECRET)) {
            assertThatIOException()
                    .isThrownBy(() -> S3ArtifactSource.using(client).open(request("42/app.tar")))
                    .withMessageContaining("s3://releases/42/app.tar")
                    .isNotInstanceOf(PermanentFetchException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.tar", "a+b.tar", "日本.tar", "what?#.tar", "per%20cent", "a&b=c;d"})
    void keysThatNeedEscapingAreFound(String key) throws Exception {
        STORE.put(key, new byte[] {1, 2, 3});
        URI uri = new URI("s3", S3Store.BUCKET, "/" + key, null, null);

        try (Artifact artifact = S3ArtifactSource.using(STORE.client()).open(ArtifactRequest.of(uri))) {
            assertThat(artifact.stream().readAllBytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void oneVersionOfAnObjectCanBeNamed() throws Exception {
        S3Client client = STORE.client();
        client.createBucket(b -> b.bucket("versioned"));
        client.putBucketVersioning(
                b -> b.bucket("versioned").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        String version = client.putObject(b -> b.bucket("versioned").key("a"), RequestBody.fromString("first"))
                .versionId();
        client.putObject(b -> b.bucket("versioned").key("a"), RequestBody.fromString("second"));

        try (Artifact artifact = S3ArtifactSource.using(client)
                .open(ArtifactRequest.of(URI.create("s3://versioned/a?versionId=" + version)))) {
            assertThat(artifact.stream()).hasContent("first");
        }
    }

    @Test
    void closingInTheMiddleAbortsInsteadOfDraining() throws Exception {
        int size = 64 * 1024 * 1024;
        STORE.put("large.tar", new byte[size]);
        try (CuttingRelay relay = new CuttingRelay(STORE.endpoint());
                S3Client client = S3Store.client(relay.endpoint(), S3Store.SECRET)) {
            try (Artifact artifact = S3ArtifactSource.using(client).open(request("large.tar"))) {
                assertThat(artifact.stream().read()).isZero();
            }
            assertThat(relay.relayed()).isBetween(1L, size - 1L);
        }
    }

    @Test
    void aCallersClientIsNotClosed() throws Exception {
        STORE.put("42/app.tar", CONTENT);
        try (S3ArtifactSource source = S3ArtifactSource.using(STORE.client())) {
            source.open(request("42/app.tar")).close();
        }
        assertThat(STORE.client().listBuckets().buckets()).isNotEmpty();
    }

    @Test
    void aSourceWithItsOwnClientFindsCredentialsInTheSdksChainAndIsClosedOnce() throws Exception {
        STORE.put("42/app.tar", CONTENT);
        System.setProperty("aws.accessKeyId", S3Store.KEY_ID);
        System.setProperty("aws.secretAccessKey", S3Store.SECRET);
        S3ArtifactSource source = S3ArtifactSource.builder()
                .endpoint(STORE.endpoint())
                .pathStyle()
                .build();
        try {
            assertThat(fetch(source, "42/app.tar").readAll()).isEqualTo(CONTENT);
        } finally {
            source.close();
            source.close();
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> source.open(request("42/app.tar")))
                .withMessageContaining("closed");
    }

    private Fetch fetch(ArtifactSource source, String key) {
        return Downloads.of(AT_ONCE, Bandwidth.unlimited())
                .fetch(source, request(key).uri())
                .warnings(warnings::add);
    }

    private static ArtifactRequest request(String key) {
        return ArtifactRequest.of(URI.create("s3://" + S3Store.BUCKET + "/" + key));
    }

    private static byte[] bytes(int n, int seed) {
        byte[] bytes = new byte[n];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
