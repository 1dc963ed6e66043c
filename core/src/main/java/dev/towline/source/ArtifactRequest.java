package dev.towline.source;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** What to open, and from which byte. Immutable; new wishes become new fields. */
public final class ArtifactRequest {

    private final URI uri;
    private final long offset;
    private final OptionalLong length;
    private final Optional<String> expectedTag;
    private final Optional<String> knownTag;
    private final Optional<Duration> deadline;
    private final Predicate<URI> redirects;
    private final Predicate<InetAddress> addresses;

    private ArtifactRequest(
            URI uri,
            long offset,
            OptionalLong length,
            Optional<String> expectedTag,
            Optional<String> knownTag,
            Optional<Duration> deadline,
            Predicate<URI> redirects,
            Predicate<InetAddress> addresses) {
        if (offset < 0 || (length.isPresent() && length.getAsLong() < 1)) {
            throw new IllegalArgumentException("not a range: from " + offset + ", length " + length);
        }
        this.uri = Objects.requireNonNull(uri);
        this.offset = offset;
        this.length = length;
        this.expectedTag = expectedTag;
        this.knownTag = knownTag;
        this.deadline = deadline;
        this.redirects = redirects;
        this.addresses = addresses;
    }

    /** The whole artifact at {@code uri}. */
    public static ArtifactRequest of(URI uri) {
        return new ArtifactRequest(
                uri,
                0,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                to -> true,
                at -> true);
    }

    /**
     * The same artifact from byte {@code offset} on, provided that its tag still is {@code tag}. Whoever continues it has
     * not got it, so a {@linkplain #knownTag() known tag} is forgotten.
     */
    public ArtifactRequest from(long offset, Optional<String> tag) {
        return new ArtifactRequest(uri, offset, length, tag, Optional.empty(), deadline, redirects, addresses);
    }

    /** {@code length} bytes from byte {@code offset} on. */
    public ArtifactRequest range(long offset, long length) {
        return new ArtifactRequest(
                uri, offset, OptionalLong.of(length), expectedTag, knownTag, deadline, redirects, addresses);
    }

    /**
     * The same request by somebody who has the artifact whose tag is {@code tag}: a source that can tell that it is still
     * the same one need not send it again, and throws {@link UnchangedArtifactException}.
     */
    public ArtifactRequest unlessTagged(String tag) {
        return new ArtifactRequest(uri, offset, length, expectedTag, Optional.of(tag), deadline, redirects, addresses);
    }

    /** The same request, to be answered (opened, not read) within {@code deadline}. */
    public ArtifactRequest within(Duration deadline) {
        return new ArtifactRequest(
                uri, offset, length, expectedTag, knownTag, Optional.of(deadline), redirects, addresses);
    }

    /** The same request for another address, for sources that stand in front of others. */
    public ArtifactRequest at(URI other) {
        return new ArtifactRequest(other, offset, length, expectedTag, knownTag, deadline, redirects, addresses);
    }

    /** The same request, to be answered from another address only if {@code allowed} accepts that. */
    public ArtifactRequest redirectsOnlyTo(Predicate<URI> allowed) {
        return new ArtifactRequest(uri, offset, length, expectedTag, knownTag, deadline, allowed, addresses);
    }

    /**
     * The same request, to be answered only by servers whose addresses {@code allowed} accepts, for sources that connect
     * to whatever host a URL names. They are asked right before each connect. Link-local addresses are refused anyway.
     */
    public ArtifactRequest connectsOnlyTo(Predicate<InetAddress> allowed) {
        return new ArtifactRequest(uri, offset, length, expectedTag, knownTag, deadline, redirects, allowed);
    }

    /** The address. May hold credentials: print the request, not its URI. */
    public URI uri() {
        return uri;
    }

    /** The first byte wanted; 0 is the artifact's first. */
    public long offset() {
        return offset;
    }

    /** How many bytes are wanted; empty means up to the end. */
    public OptionalLong length() {
        return length;
    }

    /** The validator (ETag, version) that the artifact must still have. */
    public Optional<String> expectedTag() {
        return expectedTag;
    }

    /** The validator of what the caller has already. */
    public Optional<String> knownTag() {
        return knownTag;
    }

    /** How long opening may take. */
    public Optional<Duration> deadline() {
        return deadline;
    }

    /** Whether a source that is sent on to {@code other} may go there. */
    public boolean allowsRedirectTo(URI other) {
        return redirects.test(other);
    }

    /** Whether a source may connect to a server at {@code address}. */
    public boolean allowsConnectionTo(InetAddress address) {
        return addresses.test(address);
    }

    /** The address without user information, query and fragment: safe to print. */
    @Override
    public String toString() {
        String text = uri.toString();
        int end = text.length();
        for (char c : new char[] {'?', '#'}) {
            int at = text.indexOf(c);
            end = at < 0 ? end : Math.min(end, at);
        }
        return text.substring(0, end).replaceFirst("//[^/]*@", "//");
    }
}
