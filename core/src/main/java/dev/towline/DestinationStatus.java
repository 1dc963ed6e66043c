package dev.towline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one destination. Holds no credentials.
 *
 * @param dest the destination; empty for a deployment whose manifests place no files
 * @param deployment the deployment, where the manifest names one
 * @param release the identity of the release that is there; empty when none ever was
 * @param since when that was deployed
 * @param last the newest deploy that is over, whatever became of it
 * @param unfinished a deploy that was cut off, or is running; empty when there is none
 * @param quarantine releases that were taken back here, oldest first
 */
public record DestinationStatus(
        Optional<Path> dest,
        Optional<String> deployment,
        Optional<String> release,
        Optional<Instant> since,
        Optional<PastDeploy> last,
        Optional<Unfinished> unfinished,
        List<Quarantined> quarantine) {

    /**
     * A deploy that is not over.
     *
     * @param release the release's identity
     * @param owes what would have to be done if its process ended now
     * @param broken whether recovering was given up: a newer release, or a retry, ends that
     * @param reason why it is taken back or could not be finished; empty while nothing went wrong
     */
    public record Unfinished(String release, String owes, boolean broken, Optional<String> reason) {}

    /**
     * A release that is not deployed here again.
     *
     * @param release its identity
     * @param since when it was taken back
     * @param reason why
     */
    public record Quarantined(String release, Instant since, String reason) {}

    public DestinationStatus {
        quarantine = List.copyOf(quarantine);
    }
}
