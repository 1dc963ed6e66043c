package dev.towline.source;

import java.util.List;
import java.util.stream.Stream;

/** The sources that come with Towline. Each is safe for use by several threads; none touches anything until opened. */
public final class Sources {

    private Sources() {}

    /**
     * A source of {@code file:} addresses. Only regular files are opened (symbolic links to them are followed): a FIFO
     * or a device could block forever. A file replaced or written to while it is read is noticed when it is reopened.
     */
    public static ArtifactSource files() {
        return new FileSource();
    }

    /** A source of {@code http:} and {@code https:} addresses; its methods refine it. */
    public static HttpSource http() {
        return new HttpSource();
    }

    /**
     * A source that asks {@code first} and then each of {@code next} until one answers, for artifacts that lie at
     * several places under one address. "Missing" is reported only when every one of them says so: as long as one
     * could not be asked, the failure is that one's, and may be tried again. Closes none of them.
     */
    public static ArtifactSource failover(ArtifactSource first, ArtifactSource... next) {
        return new Failover(Stream.concat(Stream.of(first), Stream.of(next)).toList());
    }

    /** As {@link #failover(ArtifactSource, ArtifactSource...)}; at least one source. */
    public static ArtifactSource failover(List<ArtifactSource> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("failover needs at least one source");
        }
        return new Failover(List.copyOf(sources));
    }
}
