package dev.towline;

import dev.towline.archive.ArchiveLimits;
import dev.towline.archive.TarStream;
import dev.towline.archive.TreeSink;
import dev.towline.archive.WrongDigestException;
import dev.towline.manifest.Manifest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.download.Download;
import dev.towline.source.download.Fetch;
import dev.towline.source.download.MustRestartException;
import dev.towline.sync.PathFilter;
import dev.towline.sync.Target;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.staging.Intake;
import dev.towline.sync.staging.Rules;
import dev.towline.sync.staging.Staged;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** An artifact's way from its source into an intake: fetched, verified, unpacked and compared in one pass. */
final class Pouring {

    /** Makes the intake that a tree goes into; a second one where the tree has to be poured again. */
    @FunctionalInterface
    interface Vessel {
        Intake make(Rules rules) throws IOException;
    }

    private final Manifest manifest;
    private final ArtifactSource source;
    private final Wanted.Place place;
    private final Settings settings;
    private final Attempt attempt;
    private final PathFilter own;
    private final AtomicLong entries = new AtomicLong();

    /**
     * What came out.
     *
     * @param tree the tree, proven
     * @param target where it goes, with every exclude known
     */
    record Poured(Staged tree, Target target) {}

    /** A pouring of what is wanted; {@code own} hides what Towline itself keeps at the destination meanwhile. */
    Pouring(Wanted wanted, Settings settings, Attempt attempt, PathFilter own) throws DeployException {
        this.own = own;
        this.manifest = wanted.manifest();
        this.place = wanted.place().orElseThrow();
        this.source = settings.source(manifest.src().orElseThrow());
        this.settings = settings;
        this.attempt = attempt;
    }

    /**
     * Pours the artifact into an intake of {@code vessel}; once more, from the beginning, where it was replaced while it
     * was read or came out damaged. What is poured is proven when this returns.
     */
    Poured into(Vessel vessel) throws IOException, InterruptedException, DeployException {
        Fetch fetch = fetch();
        try (Download first = fetch.open()) {
            try {
                return pour(first, vessel);
            } catch (MustRestartException | WrongDigestException e) {
                attempt.warn(e.getMessage() + "; fetching it once more from the beginning");
                try (Download second = e instanceof MustRestartException ? first.again() : fetch.open()) {
                    return pour(second, vessel);
                }
            }
        }
    }

    private Fetch fetch() {
        OptionalLong total = manifest.size();
        Fetch fetch = settings.downloads()
                .redaction(attempt.redaction())
                .fetch(source, manifest.src().orElseThrow())
                .atMost(settings.limits().artifact())
                .redirectsOnlyTo(settings.trust()::allowsSource)
                .connectsOnlyTo(settings.trust()::allowsAddress)
                .progress(bytes -> attempt.progress(bytes, total, entries.get()))
                .warnings(attempt::warn);
        return total.isPresent() ? fetch.size(total.getAsLong()) : fetch;
    }

    private Poured pour(Download download, Vessel vessel) throws IOException, InterruptedException, DeployException {
        TarStream archive = new TarStream(
                download,
                manifest.checksum().orElseThrow(),
                manifest.size(),
                limits(),
                TarStream.fileNames(),
                attempt::warn);
        entries.set(0);
        try (Intake intake = vessel.make(rules())) {
            return pour(archive, intake);
        } finally {
            attempt.fetched(download.received());
        }
    }

    private Poured pour(TarStream archive, Intake intake) throws IOException, InterruptedException, DeployException {
        try {
            archive.pour(new Counted(intake));
            Target target = manifest.excludeFrom().isEmpty() ? target() : excluding(patterns(intake));
            Staged tree = intake.finish(place.syncer().excluded(target));
            attempt.reuses(tree.bytesReused());
            return new Poured(tree, target);
        } finally {
            attempt.wrote(intake.bytesWritten());
        }
    }

    /** The target as it is known before the artifact was read. */
    private Target target() {
        return excluding(place.target().excluded());
    }

    private Target excluding(PathFilter patterns) {
        return place.target().excluding(patterns.alsoExcluding(own));
    }

    private ArchiveLimits limits() {
        ArchiveLimits limits = ArchiveLimits.STANDARD
                .stored(settings.limits().artifact())
                .unpacked(settings.limits().unpacked())
                .entries(settings.limits().entries());
        return manifest.allowEmpty() ? limits.with(ArchiveLimits.Option.ALLOW_EMPTY) : limits;
    }

    /** With patterns in the artifact itself nothing can be hidden before all of it was read. */
    private Rules rules() {
        return Rules.DEFAULT
                .owners(place.owner())
                .rootMode(manifest.destMode())
                .exactMtimes(manifest.exactMtimes())
                .reserve(settings.limits().reserve())
                .hiding(
                        manifest.excludeFrom().isPresent()
                                ? PathFilter.NOTHING
                                : place.syncer().excluded(target()))
                .keeping(manifest.excludeFrom());
    }

    /** What is excluded, now that the artifact's own patterns are known. */
    private PathFilter patterns(Intake intake) throws DeployException {
        String name = manifest.excludeFrom().orElseThrow();
        List<String> lines = intake.kept()
                .orElseThrow(() -> new DeployException(
                        DeployPhase.STAGE,
                        "invalid-exclude-from",
                        "exclude_from " + name + " is no regular file in the artifact",
                        null))
                .lines()
                .toList();
        try {
            return PathFilter.rsync(lines, manifest.excludes());
        } catch (IllegalArgumentException e) {
            throw new DeployException(
                    DeployPhase.STAGE, "invalid-exclude-from", "exclude_from " + name + ": " + e.getMessage(), e);
        }
    }

    /** Counts what goes by. */
    private final class Counted implements TreeSink {
        private final TreeSink sink;

        Counted(TreeSink sink) {
            this.sink = sink;
        }

        @Override
        public void put(TreeEntry header, InputStream content) throws IOException {
            sink.put(header, content);
            entries.incrementAndGet();
        }

        @Override
        public void copy(TreeEntry header, String earlierPath) throws IOException {
            sink.copy(header, earlierPath);
            entries.incrementAndGet();
        }
    }
}
