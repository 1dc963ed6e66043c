package dev.towline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

    private static final ArtifactSource HAS = request -> Artifact.of(new ByteArrayInputStream(new byte[3]), 3);
    private static final ArtifactSource MISSES = request -> {
        throw new MissingArtifactException("nothing at " + request);
    };
    private static final ArtifactSource DOWN = request -> {
        throw new IOException("region-a is down");
    };
    private static final ArtifactSource FORBIDS = request -> {
        throw new PermanentFetchException("forbidden");
    };
    private static final ArtifactSource BROKEN = request -> {
        throw new IllegalStateException("no client");
    };

    private final ArtifactRequest anything = ArtifactRequest.of(URI.create("test://host/a"));

    @TempDir
    private Path dir;

    @Test
    void aFileIsOpenedFromAnyByte() throws Exception {
        Path file = Files.writeString(dir.resolve("a b.tar"), "0123456789");
        ArtifactRequest request = ArtifactRequest.of(file.toUri());

        try (Artifact whole = Sources.files().open(request);
                Artifact rest = Sources.files().open(request.from(4, whole.tag()));
                Artifact part = Sources.files().open(request.range(4, 3))) {
            assertThat(whole.stream()).hasContent("0123456789");
            assertThat(rest.stream()).hasContent("456789");
            assertThat(rest.offset()).isEqualTo(4);
            assertThat(rest.length()).hasValue(6);
            assertThat(rest.tag()).isEqualTo(whole.tag()).isPresent();
            assertThat(part.stream()).hasContent("456");
        }
    }

    @Test
    @DisplayName("N8 a file written to or replaced is another artifact")
    void changedFile() throws Exception {
        Path file = Files.writeString(dir.resolve("a"), "0123456789");
        ArtifactRequest request = ArtifactRequest.of(file.toUri());
        Optional<String> tag;
        try (Artifact artifact = Sources.files().open(request)) {
            tag = artifact.tag();
        }
        FileTime time = Files.getLastModifiedTime(file);

        Files.move(file, dir.resolve("old"));
        Files.writeString(file, "9876543210");
        Files.setLastModifiedTime(file, time);

        assertThatExceptionOfType(CannotResumeException.class)
                .isThrownBy(() -> Sources.files().open(request.from(4, tag)));
        assertThatExceptionOfType(CannotResumeException.class)
                .isThrownBy(() -> Sources.files().open(request.from(11, Optional.empty())));
    }

    @Test
    @DisplayName("N12 a directory, a FIFO and a device are not opened")
    void onlyRegularFiles() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        for (URI uri : new URI[] {dir.toUri(), fifo.toUri(), URI.create("file:///dev/zero")}) {
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() -> Sources.files().open(ArtifactRequest.of(uri)))
                    .withMessageContaining("not a regular file");
        }
    }

    @Test
    void aFileThatIsNotThereIsMissingAndNamed() {
        URI uri = dir.resolve("none.tar").toUri();

        assertThatExceptionOfType(MissingArtifactException.class)
                .isThrownBy(() -> Sources.files().open(ArtifactRequest.of(uri)))
                .withMessageContaining("none.tar");
    }

    @Test
    void anAddressThatIsNoLocalFileIsRefused() {
        for (String uri : new String[] {"file://host/a", "file:a", "file:///a?b", "file:///a#b", "https://host/a"}) {
            assertThatExceptionOfType(PermanentFetchException.class)
                    .isThrownBy(() -> Sources.files().open(ArtifactRequest.of(URI.create(uri))))
                    .withMessageContaining("file:///path");
        }
    }

    @Test
    void failoverAsksTheNextWhateverIsWrongWithTheFirst() throws Exception {
        for (ArtifactSource first : new ArtifactSource[] {MISSES, DOWN, FORBIDS, BROKEN}) {
            try (Artifact artifact = Sources.failover(first, HAS).open(anything)) {
                assertThat(artifact.length()).hasValue(3);
            }
        }
    }

    @Test
    void missingIsReportedOnlyWhenAllSaySo() {
        assertThatExceptionOfType(MissingArtifactException.class)
                .isThrownBy(() -> Sources.failover(MISSES, MISSES).open(anything));
        assertThatIOException()
                .isThrownBy(() -> Sources.failover(MISSES, DOWN).open(anything))
                .withMessage("region-a is down")
                .isNotInstanceOf(PermanentFetchException.class);
        assertThatIOException()
                .isThrownBy(() -> Sources.failover(DOWN, MISSES).open(anything))
                .withMessage("region-a is down")
                .isNotInstanceOf(PermanentFetchException.class);
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> Sources.failover(MISSES, FORBIDS).open(anything))
                .isNotInstanceOf(MissingArtifactException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void unchangedIsAnAnswerAndNoReasonToAskTheNext() {
        ArtifactSource unchanged = request -> {
            throw new UnchangedArtifactException(request + " is unchanged");
        };

        assertThatExceptionOfType(UnchangedArtifactException.class)
                .isThrownBy(() -> Sources.failover(DOWN, unchanged, HAS).open(anything));
    }
}
