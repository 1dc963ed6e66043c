package dev.towline;

import dev.towline.journal.DestinationState;
import dev.towline.journal.History;
import dev.towline.journal.Quarantine;
import dev.towline.manifest.Manifest;
import dev.towline.trust.AcceptedSerial;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes down in a destination's record what became of one deploy. */
final class Bookkeeping {

    private static final Set<String> RELEASES_OWN_FAULT = Set.of("hook-failed", "check-failed");

    private final Settings settings;
    private final Attempt attempt;
    private final DestinationState state;

    Bookkeeping(Settings settings, Attempt attempt, LockedDestination here) {
        this.settings = settings;
        this.attempt = attempt;
        this.state = here.state();
    }

    /**
     * The release is in place and good.
     *
     * @param target what the deploy left
     * @param manifest the release's
     * @param name what the strategy calls the release on disk
     * @param leaves the release that was there before, if nobody shall deploy it again
     */
    void deployed(TargetState target, Manifest manifest, String name, Optional<String> leaves) throws IOException {
        String release = manifest.release();
        state.quarantine().remove(release);
        Optional<AcceptedSerial> accepted = AcceptedSerial.of(manifest, now());
        if (accepted.isPresent() && leaves.isEmpty()) { // going back by hand is no reason to accept less from outside
            state.serials().write(accepted.get());
        }
        state.history()
                .add(entry(History.Entry.DEPLOYED, target, release, name, "", "")); // nothing is proven again then
        if (leaves.isPresent()) {
            left(leaves.get(), release);
        }
    }

    /** Nobody shall deploy {@code other} again: somebody went back from it to {@code release}. */
    void left(String other, String release) throws IOException {
        quarantine(other, "somebody went back from it to " + release);
    }

    /** The release failed; what its own commands refused is not tried again. */
    void failed(DeployResult result, DeployException failure) throws IOException {
        Optional<String> release = attempt.release();
        if (release.isEmpty()) {
            return;
        }
        String message = String.valueOf(failure.getMessage());
        boolean current = state.history().current().map(History.Entry::release).equals(release);
        if (result instanceof DeployResult.RolledBack && RELEASES_OWN_FAULT.contains(failure.kind()) && !current) {
            quarantine(release.get(), message);
        }
        TargetState target = result.report().target();
        state.history().add(entry(result.outcome(), target, release.get(), "", failure.kind(), message));
    }

    /** Forgets the manifests of releases that nobody will go back to from {@code release}. */
    void forget(String release, int keepReleases) throws IOException {
        List<String> newestFirst = new ArrayList<>();
        for (History.Entry entry : state.history().good()) {
            if (state.quarantine().find(entry.release()).isEmpty()) {
                newestFirst.add(0, entry.release());
            }
        }
        newestFirst.add(0, release);
        state.keepOnly(new LinkedHashSet<>(newestFirst)
                .stream().limit(Math.max(2, keepReleases)).toList());
    }

    private void quarantine(String release, String reason) throws IOException {
        state.quarantine().add(new Quarantine.Entry(release, now(), reason));
    }

    private History.Entry entry(
            String outcome, TargetState target, String release, String name, String kind, String message) {
        return new History.Entry(
                now(),
                outcome,
                target.name().toLowerCase(Locale.ROOT),
                attempt.id(),
                release,
                attempt.request().order().orElse(""),
                name.isEmpty() ? History.Entry.NAMELESS : name,
                attempt.manifest(),
                kind,
                message);
    }

    private Instant now() {
        return settings.clock().instant();
    }
}
