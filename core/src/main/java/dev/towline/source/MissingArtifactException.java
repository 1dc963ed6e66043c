package dev.towline.source;

/** Says that the source works and that there is nothing at this address. */
public final class MissingArtifactException extends PermanentFetchException {

    private static final long serialVersionUID = 1;

    public MissingArtifactException(String message) {
        super(message);
    }

    public MissingArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
