package dev.towline.source;

import java.io.IOException;

/** Says that opening or reading failed for good: trying again cannot help. */
public class PermanentFetchException extends IOException {

    private static final long serialVersionUID = 1;

    public PermanentFetchException(String message) {
        super(message);
    }

    public PermanentFetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
