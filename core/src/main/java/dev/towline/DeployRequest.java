package dev.towline;

import dev.towline.source.ArtifactRequest;
import dev.towline.text.DeployId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What to deploy, and within which bounds. Immutable; new wishes become new fields. */
public final class DeployRequest {

    private final URI manifest;
    private final Optional<String> deployment;
    private final Optional<Duration> deadline;
    private final Optional<URI> signature;
    private final Duration patience;
    private final boolean again;
    private final Optional<String> order;
    private final Optional<Instant> retryQuarantinedBefore;

    private DeployRequest(Wishes wishes) {
        this.manifest = Objects.requireNonNull(wishes.manifest, "manifest");
        this.deployment = wishes.deployment;
        this.deadline = wishes.deadline;
        this.signature = wishes.signature;
        this.patience = wishes.patience;
        this.again = wishes.again;
        this.order = wishes.order;
        this.retryQuarantinedBefore = wishes.retryQuarantinedBefore;
    }

    /** The release that the manifest at {@code manifest} names. */
    public static DeployRequest of(URI manifest) {
        return new DeployRequest(new Wishes(manifest));
    }

    /** The same, to be rejected when the manifest is for another deployment than {@code name}. */
    public DeployRequest deployment(String name) {
        Wishes wishes = new Wishes(this);
        wishes.deployment = Optional.of(name);
        return new DeployRequest(wishes);
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
        Wishes wishes = new Wishes(this);
        wishes.deadline = Optional.of(limit);
        return new DeployRequest(wishes);
    }

    /**
     * The same, with the manifest's signature at {@code address} instead of beside the manifest, for URLs that are signed
     * themselves. Asked for only where trust needs a signature, and only where it lets manifests come from.
     */
    public DeployRequest signature(URI address) {
        Wishes wishes = new Wishes(this);
        wishes.signature = Optional.of(address);
        return new DeployRequest(wishes);
    }

    /**
     * The same, waiting up to {@code limit} for another deploy to the same destination to end; without it such a deploy
     * ends {@link DeployResult.Busy} at once.
     *
     * @throws IllegalArgumentException when {@code limit} is negative
     */
    public DeployRequest patience(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("patience is not negative: " + limit);
        }
        Wishes wishes = new Wishes(this);
        wishes.patience = limit;
        return new DeployRequest(wishes);
    }

    /** The same, to run all phases although the release is in place already. */
    public DeployRequest again() {
        Wishes wishes = new Wishes(this);
        wishes.again = true;
        return new DeployRequest(wishes);
    }

    /**
     * The same, as the order {@code id}, which is carried out once: a release that is in place already is deployed again,
     * all phases, unless it was deployed there under this order before. That holds for a manifest that only has commands,
     * too. A deploy whose process ended keeps its order, so that whoever finishes it has carried the order out. An order is
     * remembered as long as its deploy is in the history, which is 100 deploys.
     *
     * @throws IllegalArgumentException unless {@code id} is 1 to 128 letters, digits, dots, dashes and underscores
     */
    public DeployRequest order(String id) {
        if (!DeployId.isValid(id)) {
            throw new IllegalArgumentException("an order is " + DeployId.RULE);
        }
        Wishes wishes = new Wishes(this);
        wishes.order = Optional.of(id);
        return new DeployRequest(wishes);
    }

    /** The same, although the release was taken back here before, whenever that was. */
    public DeployRequest retryQuarantined() {
        return retryQuarantinedBefore(Instant.MAX);
    }

    /**
     * The same, although the release was taken back here, or given up, before {@code moment}; one that was later is
     * rejected. In place of what was said before about quarantine.
     */
    public DeployRequest retryQuarantinedBefore(Instant moment) {
        Wishes wishes = new Wishes(this);
        wishes.retryQuarantinedBefore = Optional.of(moment);
        return new DeployRequest(wishes);
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

    /** Where the signature is if not beside the manifest. May hold credentials. */
    public Optional<URI> signature() {
        return signature;
    }

    /** How long to wait for another deploy to the same destination; zero: not at all. */
    public Duration patience() {
        return patience;
    }

    /** Whether all phases run although the release is in place already. */
    public boolean isAgain() {
        return again;
    }

    /** Which order this deploy carries out; empty for none. */
    public Optional<String> order() {
        return order;
    }

    /** Whether a release is deployed although it was taken back here before, whenever that was. */
    public boolean isRetryQuarantined() {
        return retryQuarantinedBefore.equals(Optional.of(Instant.MAX));
    }

    /** Before which moment a release may have been taken back here and is deployed all the same; empty: it is not. */
    public Optional<Instant> retryQuarantinedBefore() {
        return retryQuarantinedBefore;
    }

    /** The manifest's address without user information, query and fragment. */
    @Override
    public String toString() {
        return ArtifactRequest.of(manifest).toString();
    }

    /** The fields while another request is being made. */
    private static final class Wishes {
        private final URI manifest;
        private Optional<String> deployment = Optional.empty();
        private Optional<Duration> deadline = Optional.empty();
        private Optional<URI> signature = Optional.empty();
        private Duration patience = Duration.ZERO;
        private boolean again;
        private Optional<String> order = Optional.empty();
        private Optional<Instant> retryQuarantinedBefore = Optional.empty();

        Wishes(URI manifest) {
            this.manifest = manifest;
        }

        Wishes(DeployRequest request) {
            this.manifest = request.manifest;
            this.deployment = request.deployment;
            this.deadline = request.deadline;
            this.signature = request.signature;
            this.patience = request.patience;
            this.again = request.again;
            this.order = request.order;
            this.retryQuarantinedBefore = request.retryQuarantinedBefore;
        }
    }
}
