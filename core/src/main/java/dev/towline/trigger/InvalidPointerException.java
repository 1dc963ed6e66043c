package dev.towline.trigger;

import java.io.IOException;

/** Says that a text is no pointer, and why. The message holds no credentials. */
public final class InvalidPointerException extends IOException {

    private static final long serialVersionUID = 1;

    public InvalidPointerException(String message) {
        super(message);
    }
}
