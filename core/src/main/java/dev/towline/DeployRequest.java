package dev.towline;

import dev.towline.source.ArtifactRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What to deploy, and within which bounds. Immutable; new wishes become new fields. */
public final class DeployRequest {

    private final URI manifest;
    private final Optional<String> deployment;
    private final Optional<Duration> deadline;

    private DeployRequest(URI manifest, Optional<String> deployment, Optional<Duration> deadline) {
        this.manifest = Objects.requireNonNull(manifest, "manifest");
        this.deployment = deployment;
        this.deadline = deadline;
    }

    /** The release that the manifest at {@code manifest} names. */
    public static DeployRequest of(URI manifest) {
        return new DeployRequest(manifest, Optional.empty(), Optional.empty());
    }

    /** The same, to be rejected when the manifest is for another deployment than {@code name}. */
    public DeployRequest deployment(String name) {
        return new DeployRequest(manifest, Optional.of(name), deadline);
    }

    /**
     * The same, to be over within {@code limit}: a deploy that is not is ended and taken back. Taking back
     * comes on top, and so do the {@code success} or {@code failure} commands.
     *
     * @throws IllegalArgumentException when {@code limit} is not positive
     */
    public DeployRequest deadline(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("a deadline lies in the future, not " + limit + " from now");
        }
        return new DeployRequest(manifest, deployment, Optional.of(limit));
    }

    /** The manifest's address. May hold credentials: print the request instead. */
    public URI manifest() {
        return manifest;
    }

    public Optional<String> deployment() {
        return deployment;
    }

    public Optional<Duration> deadline() {
        return deadline;
    }

    /** The manifest's address without user information, query and fragment. */
    @Override
    public String toString() {
        return ArtifactRequest.of(manifest).toString();
    }
}
