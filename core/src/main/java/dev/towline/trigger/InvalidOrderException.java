package dev.towline.trigger;

import java.io.IOException;

/** Says that something in a stream is no order, and why. The message holds no credentials. */
public final class InvalidOrderException extends IOException {

    private static final long serialVersionUID = 1;

    public InvalidOrderException(String message) {
        super(message);
    }
}
