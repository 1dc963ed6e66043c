package dev.towline.trigger;

import dev.towline.source.ArtifactSource;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.download.Bandwidth;
import dev.towline.source.download.DownloadPolicy;
import dev.towline.source.download.Downloads;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A pointer that an artifact source can open. */
final class StoredPointer implements PointerSource {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ArtifactSource source;
    private final URI address;
    private final Downloads downloads =
            Downloads.of(DownloadPolicy.DEFAULT.stall(Duration.ofSeconds(10)).timeout(PATIENCE), Bandwidth.unlimited());

    StoredPointer(ArtifactSource source, URI address) {
        this.source = Objects.requireNonNull(source);
        this.address = address;
    }

    @Override
    public Optional<Pointer> read() throws IOException, InterruptedException {
        byte[] bytes;
        try {
            bytes = downloads.fetch(source, address).atMost(Pointer.LONGEST).readAll();
        } catch (MissingArtifactException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pointer.parse(bytes));
        } catch (InvalidPointerException e) {
            throw new InvalidPointerException(this + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return Words.printable(address);
    }
}
