package dev.towline.trust;

import dev.towline.manifest.Checksum;
import dev.towline.manifest.Manifest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to believe, and what may be deployed, from where, to where. Written out by the embedder, never taken from a
 * manifest, never defaulted. Immutable; each method that sets a rule returns another {@code Trust} with that rule in
 * place of the former one. Every decision is made from its arguments alone: no file, no network, no clock.
 */
public final class Trust {

    private final AddressRule manifests;
    private final AddressRule sources;
    private final DestinationRule destinations;
    private final boolean legacyDigests;
    private final Optional<Set<String>> templateVariables;
    private final OwnerPolicy owner;
    private final Set<OwnerPolicy> manifestOwners;

    private Trust(Draft draft) {
        this.manifests = draft.manifests;
        this.sources = draft.sources;
        this.destinations = draft.destinations;
        this.legacyDigests = draft.legacyDigests;
        this.templateVariables = draft.templateVariables;
        this.owner = draft.owner;
        this.manifestOwners = draft.manifestOwners;
    }

    /**
     * Believes any manifest that comes from an allowed place: whoever can write there, or choose the URL, runs commands
     * here. Without further rules these are all {@code file}, {@code http}, {@code https} and {@code s3} URLs, for
     * manifests and artifacts, and any destination but the system's own directories.
     */
    public static Trust unsigned() {
        return new Trust(new Draft());
    }

    /**
     * Manifests come only from below one of these URLs. Scheme, host, port and whole path segments must agree: {@code
     * https://host/app} covers {@code https://host/app/1.yml} and not {@code https://host/app2/1.yml}; an address with a
     * user name or with dot segments, encoded or not, is below nothing.
     *
     * @throws IllegalArgumentException when none is given or one is no absolute URL without user, query and fragment
     */
    public Trust manifestPrefixes(String... urls) {
        Draft draft = new Draft(this);
        draft.manifests = manifests.below(urls);
        return new Trust(draft);
    }

    /** Artifacts come only from below one of these URLs; as {@link #manifestPrefixes}. */
    public Trust sourcePrefixes(String... urls) {
        Draft draft = new Draft(this);
        draft.sources = sources.below(urls);
        return new Trust(draft);
    }

    /**
     * Destinations are one of these directories or lie below one.
     *
     * @throws IllegalArgumentException when none is given or one is not absolute
     */
    public Trust destPrefixes(String... directories) {
        Draft draft = new Draft(this);
        draft.destinations = destinations.below(directories);
        return new Trust(draft);
    }

    /** Lets artifacts be told by MD5 and SHA-1, for manifests made for stretcher; both can be forged. */
    public Trust allowingLegacyDigests() {
        Draft draft = new Draft(this);
        draft.legacyDigests = true;
        return new Trust(draft);
    }

    /** Templates of manifests may name these environment variables and no others; none given: none at all. */
    public Trust templateVariables(String... names) {
        Draft draft = new Draft(this);
        draft.templateVariables = Optional.of(Set.copyOf(Arrays.asList(names)));
        return new Trust(draft);
    }

    /** Whom deployed files belong to; default {@link OwnerPolicy#runningUser()}. A manifest may say the same again. */
    public Trust owner(OwnerPolicy policy) {
        Draft draft = new Draft(this);
        draft.owner = Objects.requireNonNull(policy);
        return new Trust(draft);
    }

    /** Other owners that a manifest may choose by its key {@code owner}; by default it may choose none. */
    public Trust manifestOwners(OwnerPolicy... policies) {
        Draft draft = new Draft(this);
        draft.manifestOwners = Set.copyOf(Arrays.asList(policies));
        return new Trust(draft);
    }

    /** Whether a manifest may be fetched from there: asked before the first byte is. */
    public void checkManifest(URI manifest) throws RejectedException {
        manifests.check(manifest);
    }

    /** Whether an artifact may be fetched from there: asked for {@code src} and for every redirect. */
    public void checkSource(URI source) throws RejectedException {
        sources.check(source);
    }

    /** Whether {@link #checkManifest} accepts an address. */
    public boolean allowsManifest(URI manifest) {
        return manifests.allows(manifest);
    }

    /** Whether {@link #checkSource} accepts an address. */
    public boolean allowsSource(URI source) {
        return sources.allows(source);
    }

    /** Admits the bytes fetched from {@code manifest}, so that they may be parsed. */
    public Trusted admit(URI manifest, byte[] bytes) throws RejectedException {
        checkManifest(manifest);
        return new Trusted(manifest, bytes, templateVariables);
    }

    /** Admits the text of a manifest that was admitted before and kept on this host, known by its digest. */
    public Trusted readmit(URI manifest, String kept) {
        return new Trusted(manifest, kept.getBytes(StandardCharsets.UTF_8), templateVariables);
    }

    /**
     * Judges what a manifest asks for: its expiry, digest, source, destination and owner.
     *
     * @param now when the deploy begins
     */
    public void judge(Manifest manifest, Instant now) throws RejectedException {
        if (manifest.expires().filter(now::isAfter).isPresent()) {
            throw new RejectedException(
                    "expired", "the manifest expired at " + manifest.expires().get());
        }
        Optional<Checksum.Algorithm> algorithm = manifest.checksum().map(Checksum::algorithm);
        if (!legacyDigests && algorithm.filter(Checksum.Algorithm::legacy).isPresent()) {
            throw new RejectedException(
                    "legacy-digest",
                    "checksum is " + algorithm.get() + ", which can be forged: use SHA-256, or allow legacy digests");
        }
        if (manifest.src().isPresent()) {
            checkSource(manifest.src().get());
        }
        if (manifest.dest().isPresent()) {
            destinations.check(manifest.dest().get());
        }
        ownerFor(manifest);
    }

    /** Judges where a destination really is, its symbolic links resolved: the rules are those for {@code dest}. */
    public void judgeDest(Path realPath) throws RejectedException {
        destinations.check(realPath);
    }

    /** Whom the files of this manifest belong to: whom it says, where policy lets it, else whom policy says. */
    public OwnerPolicy ownerFor(Manifest manifest) throws RejectedException {
        Optional<OwnerPolicy> wanted = manifest.owner().map(OwnerPolicy::parse);
        if (wanted.isPresent() && !wanted.get().equals(owner) && !manifestOwners.contains(wanted.get())) {
            throw new RejectedException(
                    "owner",
                    "the manifest wants owner " + wanted.get() + ", policy says " + owner + " and allows no other");
        }
        return wanted.orElse(owner);
    }

    /** The rules while another {@code Trust} is being made. */
    private static final class Draft {
        private AddressRule manifests = AddressRule.anyUsual("manifest");
        private AddressRule sources = AddressRule.anyUsual("src");
        private DestinationRule destinations = DestinationRule.ANY_BUT_DANGEROUS;
        private boolean legacyDigests;
        private Optional<Set<String>> templateVariables = Optional.empty();
        private OwnerPolicy owner = OwnerPolicy.runningUser();
        private Set<OwnerPolicy> manifestOwners = Set.of();

        Draft() {}

        Draft(Trust trust) {
            this.manifests = trust.manifests;
            this.sources = trust.sources;
            this.destinations = trust.destinations;
            this.legacyDigests = trust.legacyDigests;
            this.templateVariables = trust.templateVariables;
            this.owner = trust.owner;
            this.manifestOwners = trust.manifestOwners;
        }
    }
}
