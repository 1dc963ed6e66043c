package dev.towline.trigger;

import dev.towline.text.DeployId;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a trigger heard: that somebody should look. Nothing in it is trusted. Immutable; new facts become new fields.
 *
 * <p>A message's text ({@link #ofPayload}) is empty, a deploy id, or a manifest's URL. Where a deployment has a pointer all
 * three only mean "look at your pointer"; without one, the URL is the order.
 */
public final class Hint {

    private final String origin;
    private final Instant at;
    private final Optional<String> id;
    private final Optional<String> deployment;
    private final Optional<URI> manifest;
    private final Optional<String> deployId;

    private Hint(
            String origin,
            Instant at,
            Optional<String> id,
            Optional<String> deployment,
            Optional<URI> manifest,
            Optional<String> deployId) {
        this.origin = Objects.requireNonNull(origin);
        this.at = at;
        this.id = id;
        this.deployment = deployment;
        this.manifest = manifest;
        this.deployId = deployId;
    }

    /**
     * A hint of now that names nothing: look at your pointer.
     *
     * @param origin where it was heard, for people: {@code Consul event deploy}, {@code standard input}
     */
    public static Hint from(String origin) {
        return new Hint(origin, Instant.now(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A hint of now whose message holds {@code payload}: nothing, a deploy id, or the URL of a manifest. Only its first
     * line counts, without the spaces around it.
     *
     * @throws IllegalArgumentException when it is none of these; the message repeats no credentials
     */
    public static Hint ofPayload(String origin, String payload) {
        String text = payload.lines().findFirst().orElse("").strip();
        if (text.isEmpty()) {
            return from(origin);
        }
        return DeployId.isValid(text)
                ? from(origin).withDeployId(text)
                : from(origin).withManifest(Words.url(text));
    }

    /** The same hint, known by {@code id} among all from its origin: who gets it twice may drop the second. */
    public Hint withId(String id) {
        return new Hint(origin, at, Optional.of(id), deployment, manifest, deployId);
    }

    /** The same hint about one deployment. */
    public Hint withDeployment(String deployment) {
        return new Hint(origin, at, id, Optional.of(deployment), manifest, deployId);
    }

    /** The same hint, naming a manifest. */
    public Hint withManifest(URI manifest) {
        return new Hint(origin, at, id, deployment, Optional.of(manifest), deployId);
    }

    /** The same hint about the deploy that the pointer calls {@code deployId}. */
    public Hint withDeployId(String deployId) {
        return new Hint(origin, at, id, deployment, manifest, Optional.of(deployId));
    }

    /** The same hint, heard at another time. */
    public Hint withTime(Instant at) {
        return new Hint(origin, at, id, deployment, manifest, deployId);
    }

    /** Where it was heard. */
    public String origin() {
        return origin;
    }

    /** When it was heard, by this host's clock. */
    public Instant at() {
        return at;
    }

    /** What tells it from every other hint of its origin. */
    public Optional<String> id() {
        return id;
    }

    /** Which deployment it is about; empty where the trigger cannot know. */
    public Optional<String> deployment() {
        return deployment;
    }

    /** Which manifest it names. May hold credentials: print the hint, not its URI. */
    public Optional<URI> manifest() {
        return manifest;
    }

    /** The {@linkplain Pointer#id() id} that the pointer is about to have, or has. */
    public Optional<String> deployId() {
        return deployId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hint that
                && origin.equals(that.origin)
                && at.equals(that.at)
                && id.equals(that.id)
                && deployment.equals(that.deployment)
                && manifest.equals(that.manifest)
                && deployId.equals(that.deployId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(origin, at, id, deployment, manifest, deployId);
    }

    /** Everything, with the manifest's address as far as it is safe to print. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(origin);
        deployment.ifPresent(name -> text.append(" for ").append(name));
        deployId.ifPresent(name -> text.append(", deploy ").append(name));
        manifest.ifPresent(uri -> text.append(", manifest ").append(Words.printable(uri)));
        id.ifPresent(name -> text.append(" (").append(name).append(')'));
        return text.toString();
    }
}
