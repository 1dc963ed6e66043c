package dev.towline.source.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactSource;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BandwidthTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final PausedTime time = new PausedTime();

    @Test
    void nobodyWaitsWithoutACap() {
        assertThat(Bandwidth.unlimited().book(Integer.MAX_VALUE, 0)).isZero();
    }

    @Test
    void whatCameTooEarlyIsWaitedFor() {
        Bandwidth cap = Bandwidth.of(1000);

        assertThat(cap.book(1000, 5 * SECOND)).isEqualTo(SECOND);
        assertThat(cap.book(500, 6 * SECOND)).isEqualTo(SECOND / 2);
        assertThat(cap.book(500, 6 * SECOND)).as("another download, meanwhile").isEqualTo(SECOND);
    }

    @Test
    void aLongRestIsNotSavedUpForABurst() {
        Bandwidth cap = Bandwidth.of(1000);
        cap.book(1000, 0);

        assertThat(cap.book(1000, 3600 * SECOND)).isBetween(SECOND * 8 / 10, SECOND);
    }

    @Test
    @DisplayName("N16 two downloads share one cap")
    void shared() throws Exception {
        Bandwidth cap = Bandwidth.of(100_000);
        ArtifactSource source = request -> Artifact.of(new ByteArrayInputStream(new byte[500_000]), 500_000);
        Downloads downloads = Downloads.of(DownloadPolicy.DEFAULT, cap).in(time, new Random(1));
        long begin = time.nanos();

        try (Download one = downloads.fetch(source, URI.create("test://host/1")).open();
                Download two =
                        downloads.fetch(source, URI.create("test://host/2")).open()) {
            while (one.read(new byte[20_000]) + two.read(new byte[20_000]) > -2) {
                assertThat(one.received()).isLessThanOrEqualTo(500_000);
            }
        }

        assertThat(Duration.ofNanos(time.nanos() - begin)).isBetween(Duration.ofMillis(9_500), Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("N16 waiting for the cap does not outlast the total deadline")
    void deadline() {
        ArtifactSource source = request -> Artifact.of(new ByteArrayInputStream(new byte[500_000]), 500_000);
        DownloadPolicy policy = DownloadPolicy.DEFAULT.timeout(Duration.ofSeconds(3));
        Downloads downloads = Downloads.of(policy, Bandwidth.of(10)).in(time, new Random(1));

        try (Download download =
                downloads.fetch(source, URI.create("test://host/1")).open()) {
            assertThatIOException().isThrownBy(download::readAllBytes).withMessageContaining("longer than PT3S");
        }
        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void aCapOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Bandwidth.of(0)).withMessageContaining("at least 1");
    }
}
