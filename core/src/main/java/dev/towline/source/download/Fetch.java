package dev.towline.source.download;

import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.UnchangedArtifactException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** One artifact about to be fetched: from where, how much of it, and who wants to know. Immutable. */
public final class Fetch {

    private final Downloads downloads;
    private final ArtifactSource source;
    private final URI uri;
    private final OptionalLong size;
    private final long limit;
    private final Optional<String> known;
    private final Predicate<URI> redirects;
    private final Predicate<InetAddress> addresses;
    private final LongConsumer progress;
    private final Consumer<String> warnings;

    Fetch(Downloads downloads, ArtifactSource source, URI uri) {
        this(
                downloads,
                source,
                uri,
                OptionalLong.empty(),
                Long.MAX_VALUE,
                Optional.empty(),
                to -> true,
                at -> true,
                bytes -> {},
                warning -> {});
    }

    private Fetch(
            Downloads downloads,
            ArtifactSource source,
            URI uri,
            OptionalLong size,
            long limit,
            Optional<String> known,
            Predicate<URI> redirects,
            Predicate<InetAddress> addresses,
            LongConsumer progress,
            Consumer<String> warnings) {
        this.downloads = downloads;
        this.source = source;
        this.uri = uri;
        this.size = size;
        this.limit = limit;
        this.known = known;
        this.redirects = redirects;
        this.addresses = addresses;
        this.progress = progress;
        this.warnings = warnings;
    }

    /** The artifact must have exactly {@code bytes} bytes. */
    public Fetch size(long bytes) {
        return new Fetch(
                downloads, source, uri, OptionalLong.of(bytes), limit, known, redirects, addresses, progress, warnings);
    }

    /** The artifact must not have more than {@code bytes} bytes, whatever the source says about it. */
    public Fetch atMost(long bytes) {
        return new Fetch(downloads, source, uri, size, bytes, known, redirects, addresses, progress, warnings);
    }

    /**
     * The artifact whose tag is {@code tag} is known: reading throws {@link UnchangedArtifactException} where the source
     * can tell that it still is that one.
     */
    public Fetch unlessTagged(String tag) {
        return new Fetch(
                downloads, source, uri, size, limit, Optional.of(tag), redirects, addresses, progress, warnings);
    }

    /** A source that is sent on to another address goes there only if {@code allowed} accepts that. */
    public Fetch redirectsOnlyTo(Predicate<URI> allowed) {
        return new Fetch(downloads, source, uri, size, limit, known, allowed, addresses, progress, warnings);
    }

    /** A source that connects to servers connects only to those whose addresses {@code allowed} accepts. */
    public Fetch connectsOnlyTo(Predicate<InetAddress> allowed) {
        return new Fetch(downloads, source, uri, size, limit, known, redirects, allowed, progress, warnings);
    }

    /** Tells {@code listener} after each buffer, on the reading thread, how many bytes were received so far. */
    public Fetch progress(LongConsumer listener) {
        return new Fetch(downloads, source, uri, size, limit, known, redirects, addresses, listener, warnings);
    }

    /** Tells {@code listener}, on the reading thread, about each failure that is tried again. Without secrets. */
    public Fetch warnings(Consumer<String> listener) {
        return new Fetch(downloads, source, uri, size, limit, known, redirects, addresses, progress, listener);
    }

    /** Begins; nothing is asked of the source before the first read. The total deadline runs from here. */
    public Download open() {
        OptionalLong deadline = policy().timeout()
                .map(Duration::toNanos)
                .map(nanos -> OptionalLong.of(time().nanos() + nanos))
                .orElse(OptionalLong.empty());
        return new Download(this, deadline, false);
    }

    /**
     * All of a small artifact, within its limit ({@link #atMost}): complete, or an exception as
     * {@link Download#read()} throws it.
     *
     * @throws PermanentFetchException also when it is longer than the limit
     * @throws InterruptedException when this thread was interrupted
     */
    public byte[] readAll() throws IOException, InterruptedException {
        return readWhole().bytes();
    }

    /** As {@link #readAll()}, with the tag that the source gave it. */
    public Whole readWhole() throws IOException, InterruptedException {
        try (Download first = open()) {
            try {
                return new Whole(first.readAllBytes(), first.tag());
            } catch (MustRestartException e) {
                try (Download second = first.again()) {
                    return new Whole(second.readAllBytes(), second.tag());
                }
            }
        } catch (java.io.InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
            }
            throw e;
        }
    }

    ArtifactSource source() {
        return source;
    }

    ArtifactRequest request() {
        ArtifactRequest request =
                ArtifactRequest.of(uri).redirectsOnlyTo(redirects).connectsOnlyTo(addresses);
        return known.map(request::unlessTagged).orElse(request);
    }

    OptionalLong size() {
        return size;
    }

    long limit() {
        return limit;
    }

    LongConsumer progress() {
        return progress;
    }

    Consumer<String> warnings() {
        return warnings;
    }

    DownloadPolicy policy() {
        return downloads.policy();
    }

    Bandwidth bandwidth() {
        return downloads.bandwidth();
    }

    Time time() {
        return downloads.time();
    }

    RandomGenerator random() {
        return downloads.random();
    }

    Failures failures() {
        return new Failures(ArtifactRequest.of(uri), downloads.redaction());
    }

    /** The address, safe to print. */
    @Override
    public String toString() {
        return ArtifactRequest.of(uri).toString();
    }
}
