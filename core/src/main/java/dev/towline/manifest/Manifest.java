package dev.towline.manifest;

import dev.towline.trust.Trusted;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A manifest: what one release consists of, where it goes and which commands run. Stretcher's keys, and Towline's own.
 * Immutable; every value is checked when the manifest is parsed, so nothing read from here can be malformed.
 */
public final class Manifest {

    /** How files that did not change get into a new release of the {@code releases} strategy. */
    public enum Share {
        /** As hard links to the previous release; the default. */
        LINK,
        /** As copies, for applications that write into their own release. */
        COPY
    }

    /** The largest manifest there may be, in bytes: 256 KiB. */
    public static final int MAX_BYTES = 256 * 1024;

    private final Draft draft;

    Manifest(Draft draft) {
        this.draft = draft;
    }

    /**
     * Reads a manifest that policy has admitted. Templates are expanded from the variables of {@code options} alone.
     *
     * @throws InvalidManifestException with every problem that was found
     */
    public static Manifest parse(Trusted trusted, ManifestOptions options) throws InvalidManifestException {
        return ManifestReader.read(trusted, options);
    }

    /** The release's identity: SHA-256 over the manifest's bytes and its expanded values, 64 hexadecimal digits. */
    public String release() {
        return draft.release;
    }

    /** SHA-256 over the manifest's bytes alone, as they were signed; 64 hexadecimal digits. */
    public String digest() {
        return draft.digest;
    }

    /** Where the manifest came from. May hold credentials: never print it unredacted. */
    public URI location() {
        return draft.location;
    }

    /** Key {@code deployment}: the name of what is deployed. */
    public Optional<String> deployment() {
        return draft.deployment;
    }

    /** Key {@code serial}: a number that grows from release to release; the {@code releases} strategy names directories by it. */
    public OptionalLong serial() {
        return draft.serial;
    }

    /** Key {@code expires}, written {@code 2026-12-01T00:00:00Z}: no deploy of this manifest begins after it. */
    public Optional<Instant> expires() {
        return draft.expires;
    }

    /** Key {@code src}: where the artifact is. Empty in commands-only mode. May hold credentials. */
    public Optional<URI> src() {
        return draft.src;
    }

    /** Key {@code checksum}; present exactly when {@link #src()} is. */
    public Optional<Checksum> checksum() {
        return draft.checksum;
    }

    /** Key {@code size}: the artifact's exact length in bytes, a plain number (an exact length has no units). */
    public OptionalLong size() {
        return draft.size;
    }

    /** Key {@code dest}, absolute and without {@code .} or {@code ..}; present exactly when {@link #src()} is. */
    public Optional<Path> dest() {
        return draft.dest;
    }

    /** Key {@code dest_mode}: permission bits of the destination directory; default 0755. */
    public int destMode() {
        return draft.destMode;
    }

    /** Key {@code commands}. */
    public Commands commands() {
        return draft.commands;
    }

    /** Key {@code check}. */
    public Optional<Check> check() {
        return draft.check;
    }

    /**
     * Key {@code hook_timeout}: how long one command of {@code pre} or {@code post} may take; written {@code 90s},
     * {@code 2m}, {@code 1h30m}, {@code 500ms} or as a number of seconds.
     */
    public Optional<Duration> hookTimeout() {
        return draft.hookTimeout;
    }

    /** Key {@code excludes}: rsync filter patterns. */
    public List<String> excludes() {
        return draft.excludes;
    }

    /** Key {@code exclude_from}: a file inside the artifact with more patterns, relative, without {@code ..}. */
    public Optional<String> excludeFrom() {
        return draft.excludeFrom;
    }

    /** Key {@code sync_strategy}: the name of a syncer; {@code rsync} when absent. */
    public String syncStrategy() {
        return draft.syncStrategy;
    }

    /** Key {@code keep_releases}: how many good releases the {@code releases} strategy keeps; at least 2, default 5. */
    public int keepReleases() {
        return draft.keepReleases;
    }

    /** Key {@code owner}: {@code user:group}, or {@code archive}. Policy decides whether a manifest may say so. */
    public Optional<String> owner() {
        return draft.owner;
    }

    /** Key {@code share}; default {@link Share#LINK}. */
    public Share share() {
        return draft.share;
    }

    /** Key {@code mtimes: exact}: a file is unchanged only when its modification time agrees too. */
    public boolean exactMtimes() {
        return draft.exactMtimes;
    }

    /** Key {@code staging: inside}: staging may lie inside the destination where no better place is on its device. */
    public boolean stagingInside() {
        return draft.stagingInside;
    }

    /** Key {@code allow_empty}: an artifact without any file is meant. */
    public boolean allowEmpty() {
        return draft.allowEmpty;
    }

    /** Key {@code allow_mass_delete}: deleting most of the destination is meant. */
    public boolean allowMassDelete() {
        return draft.allowMassDelete;
    }

    /** What was odd but accepted, one sentence each. */
    public List<String> warnings() {
        return draft.warnings;
    }

    /**
     * Values of secret-looking variables ({@code *SECRET*}, {@code *TOKEN*}, {@code *PASSWORD*}, {@code AWS_*KEY*}) that
     * templates used or {@code commands.env} sets: never print them.
     */
    public Set<String> secrets() {
        return draft.secrets;
    }

    @Override
    public String toString() {
        return draft.deployment.orElse("manifest") + " "
                + draft.release.substring(0, Math.min(12, draft.release.length()));
    }

    /** The fields while a manifest is being read; handed over once and never changed afterwards. */
    static final class Draft {
        String release = "";
        String digest = "";
        URI location = URI.create("");
        Optional<String> deployment = Optional.empty();
        OptionalLong serial = OptionalLong.empty();
        Optional<Instant> expires = Optional.empty();
        Optional<URI> src = Optional.empty();
        Optional<Checksum> checksum = Optional.empty();
        OptionalLong size = OptionalLong.empty();
        Optional<Path> dest = Optional.empty();
        int destMode = 0755;
        Commands commands = Commands.NONE;
        Optional<Check> check = Optional.empty();
        Optional<Duration> hookTimeout = Optional.empty();
        List<String> excludes = List.of();
        Optional<String> excludeFrom = Optional.empty();
        String syncStrategy = "rsync";
        int keepReleases = 5;
        Optional<String> owner = Optional.empty();
        Share share = Share.LINK;
        boolean exactMtimes;
        boolean stagingInside;
        boolean allowEmpty;
        boolean allowMassDelete;
        List<String> warnings = List.of();
        Set<String> secrets = Set.of();
    }
}
