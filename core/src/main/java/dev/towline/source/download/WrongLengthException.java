package dev.towline.source.download;

import dev.towline.source.PermanentFetchException;

/** Says that an artifact has not as many bytes as it should have, or more than it may have. */
public final class WrongLengthException extends PermanentFetchException {

    private static final long serialVersionUID = 1;

    private final boolean tooLong;

    private WrongLengthException(String message, boolean tooLong) {
        super(message);
        this.tooLong = tooLong;
    }

    static WrongLengthException differs(String message) {
        return new WrongLengthException(message, false);
    }

    static WrongLengthException beyondLimit(String message) {
        return new WrongLengthException(message, true);
    }

    /** Whether it is longer than any artifact may be, rather than of another length than this one should have. */
    public boolean isBeyondLimit() {
        return tooLong;
    }
}
