package dev.towline.trigger;

import dev.towline.source.ArtifactSource;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.UnchangedArtifactException;
import dev.towline.source.download.Bandwidth;
import dev.towline.source.download.DownloadPolicy;
import dev.towline.source.download.Downloads;
import dev.towline.source.download.Fetch;
import dev.towline.source.download.Whole;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A pointer that an artifact source can open. As long as its tag stays, only the tag is asked for. */
final class StoredPointer implements PointerSource {

    private static final int MOST_UNCHANGED = 9;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ArtifactSource source;
    private final URI address;
    private volatile Reading last = Reading.NOTHING;
    private final Downloads downloads =
            Downloads.of(DownloadPolicy.DEFAULT.stall(Duration.ofSeconds(10)).timeout(PATIENCE), Bandwidth.unlimited());

    StoredPointer(ArtifactSource source, URI address) {
        this.source = Objects.requireNonNull(source);
        this.address = address;
    }

    @Override
    public Optional<Pointer> read() throws IOException, InterruptedException {
        Fetch whole = downloads.fetch(source, address).atMost(Pointer.LONGEST);
        Reading known = last;
        try {
            Whole answer = (known.mayBeAskedFor() ? whole.unlessTagged(known.tag()) : whole).readWhole();
            Pointer pointer = parsed(answer.bytes());
            last = new Reading(answer.tag().orElse(""), Optional.of(pointer), 0);
            return Optional.of(pointer);
        } catch (UnchangedArtifactException e) {
            last = new Reading(known.tag(), known.pointer(), known.unchanged() + 1);
            return known.pointer();
        } catch (MissingArtifactException e) {
            return Optional.empty();
        }
    }

    private Pointer parsed(byte[] bytes) throws InvalidPointerException {
        try {
            return Pointer.parse(bytes);
        } catch (InvalidPointerException e) {
            throw new InvalidPointerException(this + ": " + e.getMessage());
        }
    }

    /** What was read in full last, its tag (empty: none), and how often the source said since that it is unchanged. */
    private record Reading(String tag, Optional<Pointer> pointer, int unchanged) {

        static final Reading NOTHING = new Reading("", Optional.empty(), 0);

        /**
         * Some servers make tags of the size and the second of the last change, so that two pointers written within one
         * second look alike; so every now and then the whole is read.
         */
        boolean mayBeAskedFor() {
            return !tag.isEmpty() && unchanged < MOST_UNCHANGED;
        }
    }

    @Override
    public String toString() {
        return Words.printable(address);
    }
}
