package dev.towline;

import dev.towline.journal.History;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One deploy that is over. Holds no credentials.
 *
 * @param at when it ended
 * @param outcome {@link DeployResult#outcome()}
 * @param target what it left at the destination
 * @param release the release's identity
 * @param order which order it carried out, {@link DeployRequest#order}; empty for none
 * @param manifest the manifest's address, without user information, query and fragment
 * @param kind {@link DeployException#kind()}; empty when it did not fail
 * @param message why it failed; empty when it did not
 */
public record PastDeploy(
        Instant at,
        String outcome,
        TargetState target,
        String release,
        Optional<String> order,
        String manifest,
        Optional<String> kind,
        Optional<String> message) {

    static PastDeploy of(History.Entry entry) {
        return new PastDeploy(
                entry.at(),
                entry.outcome(),
                TargetState.valueOf(entry.target().toUpperCase(Locale.ROOT)),
                entry.release(),
                known(entry.order()),
                entry.manifest(),
                known(entry.kind()),
                known(entry.message()));
    }

    private static Optional<String> known(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }
}
