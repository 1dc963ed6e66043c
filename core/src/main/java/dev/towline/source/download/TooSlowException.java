package dev.towline.source.download;

import dev.towline.source.PermanentFetchException;

/** Says that a source answered and then brought too little, for too long or again and again. */
public final class TooSlowException extends PermanentFetchException {

    private static final long serialVersionUID = 1;

    TooSlowException(String message) {
        super(message);
    }

    TooSlowException(String message, Throwable cause) {
        super(message, cause);
    }
}
