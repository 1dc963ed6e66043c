package dev.towline.source;

/**
 * Says that the artifact cannot be continued from the byte asked for: it is no longer the one that the expected tag
 * named, or the source's answer does not fit the question. Opening it from byte 0 may work.
 */
public final class CannotResumeException extends PermanentFetchException {

    private static final long serialVersionUID = 1;

    public CannotResumeException(String message) {
        super(message);
    }

    public CannotResumeException(String message, Throwable cause) {
        super(message, cause);
    }
}
