package dev.towline.source;

/** Says that the artifact is still the one that the caller has, as its {@linkplain ArtifactRequest#knownTag() tag} tells. */
public final class UnchangedArtifactException extends PermanentFetchException {

    private static final long serialVersionUID = 1;

    public UnchangedArtifactException(String message) {
        super(message);
    }

    public UnchangedArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
