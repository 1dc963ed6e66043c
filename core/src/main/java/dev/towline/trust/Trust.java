package dev.towline.trust;

import dev.towline.manifest.Check;
import dev.towline.manifest.Checksum;
import dev.towline.manifest.Manifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whom to believe, and what may be deployed, from where, to where. Written out by the embedder or read from a file of
 * root's, never taken from a manifest, never defaulted. Immutable; each method that sets a rule returns another {@code
 * Trust} with that rule in place of the former one. Every decision is made from its arguments alone: no file, no network,
 * no clock.
 */
public final class Trust {

    /** The largest signature file there may be, in bytes: 4 KiB. */
    public static final int MAX_SIGNATURE_BYTES = 4096;

    /** A key that a manifest may be required to have. */
    public enum Required {
        /** {@code deployment}: without it, a manifest signed for another application passes for this one's. */
        DEPLOYMENT,
        /** {@code serial}: without it, an old manifest passes for a new one. */
        SERIAL,
        /** {@code size}, where there is a {@code src}: without it, only limits end an endless artifact. */
        SIZE
    }

    private final Optional<Keyring> keys;
    private final AddressRule manifests;
    private final AddressRule sources;
    private final boolean privateAddresses;
    private final DestinationRule destinations;
    private final Optional<String> deployment;
    private final Set<Required> required;
    private final OptionalLong largestArtifact;
    private final boolean hooks;
    private final boolean legacyDigests;
    private final Optional<Set<String>> templateVariables;
    private final OwnerPolicy owner;
    private final Set<OwnerPolicy> manifestOwners;

    private Trust(Draft draft) {
        this.keys = draft.keys;
        this.manifests = draft.manifests;
        this.sources = draft.sources;
        this.privateAddresses = draft.privateAddresses;
        this.destinations = draft.destinations;
        this.deployment = draft.deployment;
        this.required = draft.required;
        this.largestArtifact = draft.largestArtifact;
        this.hooks = draft.hooks;
        this.legacyDigests = draft.legacyDigests;
        this.templateVariables = draft.templateVariables;
        this.owner = draft.owner;
        this.manifestOwners = draft.manifestOwners;
    }

    /**
     * Believes any manifest that comes from an allowed place: whoever can write there, or choose the URL, runs commands
     * here. Without further rules these are all {@code file}, {@code http}, {@code https} and {@code s3} URLs, for
     * manifests and artifacts, and any destination but the system's own directories. A {@code serial} is a mere name
     * then: who could forge a manifest could forge its serial; {@link #requiring} it makes it count all the same.
     */
    public static Trust unsigned() {
        return new Trust(new Draft());
    }

    /**
     * Believes manifests that the owner of one of these public keys signed, as {@link #signedByKeyText}. Two keys are how
     * one is replaced by another: trust both, sign with the new one, then trust it alone.
     *
     * @param keys files of one key each, which only root or the running user may write; read now, and not again
     * @throws IOException when one cannot be read, or others could write it
     * @throws IllegalArgumentException when none is given or one holds no usable key; the message says which and why
     */
    public static Trust signedBy(Path... keys) throws IOException {
        List<Signatory> signatories = new ArrayList<>();
        for (Path key : keys) {
            signatories.add(KeyText.parse("the file " + key, OwnedFile.read("key", key)));
        }
        return signedBy(signatories);
    }

    /**
     * Believes manifests that the owner of one of these public keys signed. A key in PEM ({@code BEGIN PUBLIC KEY}) is of
     * Ed25519 or ECDSA P-256 with SHA-256, and signs the manifest's bytes: the signature is binary or Base64. A key in
     * one line of OpenSSH ({@code ssh-ed25519} or {@code ecdsa-sha2-nistp256}) signs by {@code ssh-keygen -Y sign -n
     * towline}. Nothing in a signature chooses how it is verified.
     *
     * <p>What is signed can be shown again later and elsewhere, so {@code deployment}, {@code serial} and {@code size}
     * are required unless {@link #requiring} says otherwise, a serial is judged by {@link #judgeSerial}, and artifacts
     * are told by SHA-256 or SHA-512.
     *
     * @throws IllegalArgumentException when none is given or one is no usable key
     * @throws IllegalStateException when this Java runtime accepts forged signatures
     */
    public static Trust signedByKeyText(String... keys) {
        List<Signatory> signatories = new ArrayList<>();
        for (String key : keys) {
            signatories.add(KeyText.parse("key " + (signatories.size() + 1), key));
        }
        return signedBy(signatories);
    }

    private static Trust signedBy(List<Signatory> signatories) {
        Draft draft = new Draft();
        draft.keys = Optional.of(Keyring.anyOf(signatories));
        draft.required = Set.of(Required.values());
        return new Trust(draft);
    }

    /**
     * Reads a policy: a YAML file that says in one place what the methods of this class say. Key files in it are relative
     * to its directory.
     *
     * @param policy a file that only root or the running user may write
     * @throws IOException when it or one of its keys cannot be read, or others could write it
     * @throws IllegalArgumentException when it means nothing; the message names the place and what to write
     */
    public static Trust read(Path policy) throws IOException {
        return PolicyFile.read(policy);
    }

    /**
     * So many of the keys must have signed; default 1. Signatures then stand one after another in the signature file, as
     * text, with an empty line between two.
     *
     * @throws IllegalArgumentException when it is less than 1 or there are fewer different keys
     * @throws IllegalStateException when this trust has no keys
     */
    public Trust threshold(int needed) {
        Draft draft = new Draft(this);
        draft.keys = Optional.of(keys.orElseThrow(() -> new IllegalStateException("a threshold needs keys"))
                .threshold(needed));
        return new Trust(draft);
    }

    /**
     * Manifests come only from below one of these URLs. Scheme, host, port and whole path segments must agree: {@code
     * https://host/app} covers {@code https://host/app/1.yml} and not {@code https://host/app2/1.yml}; an address with a
     * user name or with dot segments, encoded or not, is below nothing. Signatures too.
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
     * Nothing is fetched by {@code http} or {@code https} from this host or a private network, whatever name leads there.
     * Link-local addresses, where clouds keep their machines' credentials, are refused without being told.
     */
    public Trust refusingPrivateAddresses() {
        Draft draft = new Draft(this);
        draft.privateAddresses = false;
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

    /** Manifests must be for this deployment. */
    public Trust deployment(String name) {
        Draft draft = new Draft(this);
        draft.deployment = Optional.of(name);
        return new Trust(draft);
    }

    /** Manifests must have these keys and may lack the others; none given: may lack all. */
    public Trust requiring(Required... manifestKeys) {
        Draft draft = new Draft(this);
        draft.required = Set.copyOf(Arrays.asList(manifestKeys));
        return new Trust(draft);
    }

    /**
     * Manifests must say the size of their artifact, and it must not be above {@code bytes}.
     *
     * @throws IllegalArgumentException when {@code bytes} is not positive
     */
    public Trust largestArtifact(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a largest size is a positive number of bytes, not " + bytes);
        }
        Draft draft = new Draft(this);
        draft.largestArtifact = OptionalLong.of(bytes);
        return new Trust(draft);
    }

    /** A manifest with commands is rejected: it may bring files and nothing else. */
    public Trust forbiddingHooks() {
        Draft draft = new Draft(this);
        draft.hooks = false;
        return new Trust(draft);
    }

    /**
     * Lets artifacts be told by MD5 and SHA-1, for manifests made for stretcher; both can be forged.
     *
     * @throws IllegalStateException when this trust has keys: a signature over a forged digest is worth nothing
     */
    public Trust allowingLegacyDigests() {
        if (keys.isPresent()) {
            throw new IllegalStateException("signed manifests tell their artifact by SHA-256 or SHA-512 only");
        }
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

    /** Whether manifests must be signed. */
    public boolean needsSignature() {
        return keys.isPresent();
    }

    /** Where the signature of {@code manifest} is unless somebody says otherwise: {@code .sig} appended to the path. */
    public static URI signatureOf(URI manifest) {
        return Address.withSuffix(manifest, ".sig");
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

    /** Whether a server at {@code address} may be asked for anything. */
    public boolean allowsAddress(InetAddress address) {
        return privateAddresses || !PrivateNetwork.contains(address);
    }

    /** Admits bytes that come without a signature. */
    public Trusted admit(URI manifest, byte[] bytes) throws RejectedException {
        checkManifest(manifest);
        if (keys.isPresent()) {
            throw new RejectedException("unsigned", "the manifest must be signed, and comes without a signature");
        }
        return new Trusted(manifest, bytes, templateVariables);
    }

    /** Admits the text of a manifest that was admitted before and kept on this host, known by its digest. */
    public Trusted readmit(URI manifest, String kept) {
        return new Trusted(manifest, kept.getBytes(StandardCharsets.UTF_8), templateVariables);
    }

    /**
     * Admits the bytes fetched from {@code manifest}, so that they may be parsed: where keys are trusted, once enough of
     * them have signed these very bytes.
     *
     * @param told where the signature is, if not where {@link #signatureOf} says; judged as the manifest's address is
     * @param signatures asked for that address, and only where a signature is needed
     * @throws InterruptedException when {@code signatures} was interrupted
     */
    public Trusted admit(URI manifest, byte[] bytes, Optional<URI> told, Signatures signatures)
            throws RejectedException, InterruptedException {
        checkManifest(manifest);
        Trusted trusted = new Trusted(manifest, bytes, templateVariables);
        if (keys.isPresent()) {
            URI place = told.orElseGet(() -> signatureOf(manifest));
            manifests.check("signature", place);
            keys.get().check(trusted.bytes(), read(signatures, place));
        }
        return trusted;
    }

    private static byte[] read(Signatures signatures, URI place) throws RejectedException, InterruptedException {
        try {
            return signatures.read(place);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new RejectedException(
                    "unsigned", "the manifest must be signed, and its signature cannot be had: " + e.getMessage(), e);
        }
    }

    /**
     * Judges what a manifest asks for by itself: its expiry, deployment, commands, digest, size, source, destination and
     * owner.
     *
     * @param now when the deploy begins
     */
    public void judge(Manifest manifest, Instant now) throws RejectedException {
        SerialRule.checkNotExpired(manifest, now);
        requireDeployment(manifest);
        requirePresent(Required.SERIAL, manifest.serial().isPresent());
        requireHooksAllowed(manifest);
        requireStrongDigest(manifest);
        if (manifest.src().isPresent()) {
            requireSize(manifest);
            checkSource(manifest.src().get());
        }
        if (manifest.dest().isPresent()) {
            destinations.check(manifest.dest().get());
        }
        ownerFor(manifest);
    }

    /**
     * Judges a manifest's place in time: its serial must be neither below the last one accepted at the same destination
     * nor more than a day ahead of the clock, the same serial must be the same manifest, and a clock that went back since
     * makes no manifest young again. Where the record is lost, only serials of the last 24 hours pass. Applies where
     * manifests are signed or a serial is required; a manifest without one passes where none is required.
     */
    public void judgeSerial(Manifest manifest, AcceptedSerial last, Instant now) throws RejectedException {
        if (!judgesSerials()) {
            return;
        }
        Instant latest = SerialRule.latest(last, now);
        SerialRule.checkNotExpired(manifest, latest);
        if (manifest.serial().isPresent()) {
            long serial = manifest.serial().getAsLong();
            SerialRule.checkNotAhead(serial, latest);
            SerialRule.checkFollows(serial, manifest.digest(), last, latest);
        }
    }

    private boolean judgesSerials() {
        return keys.isPresent() || required.contains(Required.SERIAL);
    }

    private void requireDeployment(Manifest manifest) throws RejectedException {
        requirePresent(Required.DEPLOYMENT, manifest.deployment().isPresent());
        if (deployment.isPresent() && !deployment.equals(manifest.deployment())) {
            String found =
                    manifest.deployment().map(name -> "for deployment " + name).orElse("for no named deployment");
            throw new RejectedException(
                    "wrong-deployment", "the manifest is " + found + ", policy is for " + deployment.get());
        }
    }

    private void requirePresent(Required key, boolean present) throws RejectedException {
        if (required.contains(key) && !present) {
            throw missing(key);
        }
    }

    private static RejectedException missing(Required key) {
        String name = key.name().toLowerCase(java.util.Locale.ROOT);
        return new RejectedException(
                "missing-" + name, "the manifest has no " + name + ", which policy requires: write it before signing");
    }

    private void requireSize(Manifest manifest) throws RejectedException {
        if (manifest.size().isEmpty()) {
            if (largestArtifact.isPresent() || required.contains(Required.SIZE)) {
                throw missing(Required.SIZE);
            }
        } else if (manifest.size().getAsLong() > largestArtifact.orElse(Long.MAX_VALUE)) {
            throw new RejectedException(
                    "size",
                    "the artifact has " + manifest.size().getAsLong() + " bytes, policy allows "
                            + largestArtifact.getAsLong());
        }
    }

    private void requireHooksAllowed(Manifest manifest) throws RejectedException {
        boolean checks = manifest.check()
                .map(Check::commands)
                .filter(lines -> !lines.isEmpty())
                .isPresent();
        if (!hooks && (checks || !manifest.commands().isEmpty())) {
            throw new RejectedException("hooks-forbidden", "the manifest has commands, which policy forbids");
        }
    }

    private void requireStrongDigest(Manifest manifest) throws RejectedException {
        Optional<Checksum.Algorithm> algorithm = manifest.checksum().map(Checksum::algorithm);
        if (!legacyDigests && algorithm.filter(Checksum.Algorithm::legacy).isPresent()) {
            throw new RejectedException(
                    "legacy-digest",
                    "checksum is " + algorithm.get() + ", which can be forged: use SHA-256"
                            + (keys.isPresent() ? "" : ", or allow legacy digests"));
        }
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
        private Optional<Keyring> keys = Optional.empty();
        private AddressRule manifests = AddressRule.anyUsual("manifest");
        private AddressRule sources = AddressRule.anyUsual("src");
        private boolean privateAddresses = true;
        private DestinationRule destinations = DestinationRule.ANY_BUT_DANGEROUS;
        private Optional<String> deployment = Optional.empty();
        private Set<Required> required = Set.of();
        private OptionalLong largestArtifact = OptionalLong.empty();
        private boolean hooks = true;
        private boolean legacyDigests;
        private Optional<Set<String>> templateVariables = Optional.empty();
        private OwnerPolicy owner = OwnerPolicy.runningUser();
        private Set<OwnerPolicy> manifestOwners = Set.of();

        Draft() {}

        Draft(Trust trust) {
            this.keys = trust.keys;
            this.manifests = trust.manifests;
            this.sources = trust.sources;
            this.privateAddresses = trust.privateAddresses;
            this.destinations = trust.destinations;
            this.deployment = trust.deployment;
            this.required = trust.required;
            this.largestArtifact = trust.largestArtifact;
            this.hooks = trust.hooks;
            this.legacyDigests = trust.legacyDigests;
            this.templateVariables = trust.templateVariables;
            this.owner = trust.owner;
            this.manifestOwners = trust.manifestOwners;
        }
    }
}
