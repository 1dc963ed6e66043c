package dev.towline.source;

import java.io.IOException;

/**
 * Where artifacts come from: opens one, and nothing more. Retrying, resuming, limits, hashing, throttling and keeping
 * secrets out of messages are Towline's and wrap every source alike, so an implementation only opens and reports.
 * Implementations are safe for use by several threads.
 */
@FunctionalInterface
public interface ArtifactSource {

    /**
     * Opens an artifact; the caller closes it. Blocks until the first bytes can be read and obeys interruption.
     *
     * @param request what to open, and from which byte; a source that cannot begin there begins at 0 and says so in
     *     {@link Artifact#offset()}
     * @throws PermanentFetchException when trying again cannot help (missing, forbidden, changed); its subtype
     *     {@link MissingArtifactException} says that there is nothing at this address, {@link CannotResumeException} that
     *     only byte 0 can be begun with, {@link UnchangedArtifactException} that the caller has the artifact (a source
     *     that cannot tell by {@link ArtifactRequest#knownTag()} just opens it)
     * @throws SourceBusyException when the source asks to come back later
     * @throws IOException for everything that may be tried again, here or while reading
     * @throws InterruptedException when the calling thread was interrupted
     */
    Artifact open(ArtifactRequest request) throws IOException, InterruptedException;
}
