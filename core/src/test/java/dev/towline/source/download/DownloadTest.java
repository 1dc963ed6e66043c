package dev.towline.source.download;

import static dev.towline.source.download.ScriptedSource.answering;
import static dev.towline.source.download.ScriptedSource.cutAt;
import static dev.towline.source.download.ScriptedSource.rest;
import static dev.towline.source.download.ScriptedSource.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactSource;
import dev.towline.source.CannotResumeException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.SourceBusyException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DownloadTest {

    private static final URI ADDRESS = URI.create("test://user:s3cret@host/release.tar?sig=s3cret");

    private final byte[] content = randomBytes(300_000);
    private final PausedTime time = new PausedTime();
    private final List<String> warnings = new ArrayList<>();

    @Test
    void readsAnArtifactToItsEndAndReportsProgress() throws Exception {
        List<Long> progress = new ArrayList<>();

        byte[] read =
                fetch(answering(whole(content, "v1"))).progress(progress::add).readAll();

        assertThat(read).isEqualTo(content);
        assertThat(progress).isSorted().endsWith((long) content.length);
        assertThat(warnings).isEmpty();
    }

    @Test
    void anEmptyArtifactIsRead() throws Exception {
        assertThat(fetch(answering(whole(new byte[0], "v1"))).readAll()).isEmpty();
    }

    @Test
    void aCutConnectionGoesOnAtTheByteReached() throws Exception {
        ScriptedSource source =
                answering(cutAt(100_000, content, "v1"), cutAt(250_000, content, "v1"), whole(content, "v1"));

        assertThat(fetch(source).readAll()).isEqualTo(content);
        assertThat(source.requests()).extracting("offset").containsExactly(0L, 100_000L, 250_000L);
        assertThat(source.requests()).last().extracting("expectedTag").isEqualTo(Optional.of("v1"));
        assertThat(warnings)
                .hasSize(2)
                .first()
                .asString()
                .contains("test://host/release.tar", "byte 100000", "Connection reset");
    }

    @Test
    void aConnectionThatBroughtProgressBeginsANewRowOfAttempts() throws Exception {
        ScriptedSource source = answering(
                cutAt(70_000, content, "v1"),
                cutAt(140_000, content, "v1"),
                cutAt(210_000, content, "v1"),
                cutAt(280_000, content, "v1"),
                whole(content, "v1"));

        assertThat(fetch(source).readAll()).isEqualTo(content);
    }

    @Test
    void attemptsWithoutProgressAreUsedUp() {
        ScriptedSource source = answering(
                cutAt(10, content, "v1"), cutAt(11, content, "v1"), cutAt(12, content, "v1"), whole(content, "v1"));

        assertThatIOException()
                .isThrownBy(() -> fetch(source).readAll())
                .withMessageContaining("Connection reset")
                .withMessageContaining("3 attempts")
                .isNotInstanceOf(PermanentFetchException.class);
    }

    @Test
    @DisplayName("N4 waits grow and are drawn evenly below the back-off")
    void waitsGrow() {
        ArtifactSource down = request -> {
            throw new IOException("Connection refused");
        };
        Retry retry = new Retry(6, Duration.ofSeconds(1), Duration.ofSeconds(5));
        Downloads downloads = Downloads.of(DownloadPolicy.DEFAULT.retry(retry), Bandwidth.unlimited())
                .in(time, new Random(7));

        assertThatIOException().isThrownBy(() -> downloads.fetch(down, ADDRESS).readAll());

        assertThat(time.pauses()).hasSize(5).doesNotHaveDuplicates();
        long[] longest = {1, 2, 4, 5, 5};
        for (int i = 0; i < longest.length; i++) {
            assertThat(time.pauses().get(i)).isBetween(Duration.ZERO, Duration.ofSeconds(longest[i]));
        }
    }

    @Test
    @DisplayName("N4 a busy source is left alone as long as it asks, a minute at most")
    void busyIsHonoured() throws Exception {
        ScriptedSource source = answering(
                request -> {
                    throw new SourceBusyException("SlowDown", Optional.of(Duration.ofSeconds(17)));
                },
                request -> {
                    throw new SourceBusyException("SlowDown", Optional.of(Duration.ofHours(3)));
                },
                whole(content, "v1"));

        assertThat(fetch(source).readAll()).isEqualTo(content);
        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(60));
    }

    @Test
    @DisplayName("N4 the total deadline ends the retrying")
    void totalDeadline() {
        ScriptedSource source = answering(request -> {
            throw new SourceBusyException("SlowDown", Optional.of(Duration.ofSeconds(50)));
        });
        Downloads downloads = Downloads.of(
                        DownloadPolicy.DEFAULT.timeout(Duration.ofSeconds(40)), Bandwidth.unlimited())
                .in(time, new Random(7));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> downloads.fetch(source, ADDRESS).readAll())
                .withMessageContaining("longer than PT40S")
                .withMessageContaining("SlowDown");
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    @DisplayName("N5 what is missing or forbidden is not tried again")
    void permanentIsNotRetried() {
        ScriptedSource missing = answering(request -> {
            throw new MissingArtifactException("404 " + request);
        });
        ScriptedSource forbidden = answering(request -> {
            throw new PermanentFetchException("403 " + request);
        });

        assertThatExceptionOfType(MissingArtifactException.class)
                .isThrownBy(() -> fetch(missing).readAll());
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> fetch(forbidden).readAll());
        assertThat(missing.requests()).hasSize(1);
        assertThat(forbidden.requests()).hasSize(1);
    }

    @Test
    @DisplayName("N1 a stream that ends before its length is a cut, not an end")
    void shortIsACut() throws Exception {
        ScriptedSource source = answering(
                request -> Artifact.of(new ByteArrayInputStream(content, 0, 1000), content.length)
                        .withTag("v1"),
                whole(content, "v1"));

        assertThat(fetch(source).readAll()).isEqualTo(content);
        assertThat(source.requests()).extracting("offset").containsExactly(0L, 1000L);
    }

    @Test
    @DisplayName("N1 a stream of unknown length that ends before the manifest's size is a cut")
    void shortOfTheSizeIsACut() throws Exception {
        ScriptedSource source = answering(
                request ->
                        Artifact.of(new ByteArrayInputStream(content, 0, 1000)).withTag("v1"),
                whole(content, "v1"));

        assertThat(fetch(source).size(content.length).readAll()).isEqualTo(content);
    }

    @Test
    @DisplayName("N2 more bytes than declared, than the size or than the limit end the download")
    void tooLong() {
        ArtifactSource longer = request -> Artifact.of(new ByteArrayInputStream(content), 1000);
        ArtifactSource unknown = request -> Artifact.of(new ByteArrayInputStream(content));

        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> fetch(longer).readAll())
                .withMessageContaining("longer than the 1000 bytes");
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> fetch(unknown).size(2000).readAll())
                .withMessageContaining("longer than the 2000 bytes");
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> fetch(unknown).atMost(3000).readAll())
                .withMessageContaining("allowed 3000 bytes");
    }

    @Test
    @DisplayName("N2 a declared length that is not the manifest's size is refused before a byte is read")
    void wrongLength() {
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> fetch(answering(whole(content, "v1"))).size(5).readAll())
                .withMessageContaining("has 300000 bytes, not 5");
    }

    @Test
    @DisplayName("N8 an artifact replaced in mid-download is begun again, bytes of both are never joined")
    void replaced() throws Exception {
        byte[] other = randomBytes(300_000);
        ScriptedSource source = answering(cutAt(100_000, content, "v1"), whole(other, "v2"), whole(other, "v2"));

        assertThat(fetch(source).readAll()).isEqualTo(other);
        assertThat(source.requests()).extracting("offset").containsExactly(0L, 100_000L, 0L);
    }

    @Test
    @DisplayName("N8 the reader is told to begin again, and only once")
    void onlyOneRestart() throws Exception {
        ScriptedSource source = answering(
                cutAt(100_000, content, "v1"),
                whole(content, "v2"),
                cutAt(100_000, content, "v2"),
                whole(content, "v3"));

        try (Download first = fetch(source).open()) {
            assertThatExceptionOfType(MustRestartException.class)
                    .isThrownBy(first::readAllBytes)
                    .withMessageContaining("changed");
            try (Download second = first.again()) {
                assertThatExceptionOfType(PermanentFetchException.class)
                        .isThrownBy(second::readAllBytes)
                        .withMessageContaining("once already");
            }
        }
    }

    @Test
    @DisplayName("N7 an answer from another byte, of another length or without a tag is not appended")
    void unusableAnswersToAResume() throws Exception {
        List<ArtifactSource> unusable = List.of(
                request -> Artifact.of(new ByteArrayInputStream(content), content.length)
                        .withTag("v1"),
                request -> rest(content, request).startingAt(99_999).withTag("v1"),
                request -> rest(content, request).startingAt(100_001).withTag("v1"),
                request -> Artifact.of(new ByteArrayInputStream(content), 5)
                        .startingAt(100_000)
                        .withTag("v1"),
                request -> rest(content, request),
                request -> {
                    throw new CannotResumeException("416");
                });
        for (ArtifactSource answer : unusable) {
            ScriptedSource source = answering(cutAt(100_000, content, "v1"), answer, whole(content, "v1"));
            try (Download download = fetch(source).open()) {
                assertThatExceptionOfType(MustRestartException.class).isThrownBy(download::readAllBytes);
                assertThat(download.again().readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    @DisplayName("N7 without a tag nothing vouches for a resume: it is begun again")
    void noTagNoResume() throws Exception {
        ScriptedSource source = answering(
                request -> Artifact.of(new ByteArrayInputStream(content, 0, 1000), content.length),
                whole(content, "v1"));

        assertThat(fetch(source).readAll()).isEqualTo(content);
        assertThat(source.requests()).extracting("offset").containsExactly(0L, 0L);
    }

    @Test
    void whateverAStrangersSourceThrowsIsAnIOExceptionWithTheAddress() {
        ArtifactSource opening = request -> {
            throw new IllegalStateException("no client");
        };
        ArtifactSource nothing = request -> nothing();
        ArtifactSource reading = request -> Artifact.of(new java.io.InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException("reading");
            }
        });
        for (ArtifactSource source : List.of(opening, nothing, reading)) {
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() -> fetch(source).readAll())
                    .withMessageContaining("test://host/release.tar");
        }
    }

    @Test
    @DisplayName("S messages hold neither user, query nor signature")
    void messagesAreRedacted() {
        ArtifactSource leaking = request -> {
            throw new IOException("GET " + request.uri() + " failed", new IOException("Authorization: Basic czNjcmV0"));
        };
        assertThatIOException().isThrownBy(() -> fetch(leaking).readAll()).satisfies(e -> {
            java.io.StringWriter trace = new java.io.StringWriter();
            e.printStackTrace(new java.io.PrintWriter(trace));
            assertThat(trace.toString()).contains("test://host/release.tar").doesNotContain("s3cret", "czNjcmV0");
        });
        assertThat(warnings).isNotEmpty().noneMatch(warning -> warning.contains("s3cret"));
    }

    private Fetch fetch(ArtifactSource source) {
        return Downloads.of(DownloadPolicy.DEFAULT, Bandwidth.unlimited())
                .in(time, new Random(7))
                .fetch(source, ADDRESS)
                .warnings(warnings::add);
    }

    @SuppressWarnings("NullAway")
    private static Artifact nothing() {
        return null;
    }

    private static byte[] randomBytes(int n) {
        byte[] bytes = new byte[n];
        new Random(n).nextBytes(bytes);
        return bytes;
    }
}
