package dev.towline.consul;

import java.io.IOException;

/** Says that a pointer was not written because the one in its place has a higher serial. */
public final class StalePointerException extends IOException {

    private static final long serialVersionUID = 1;

    StalePointerException(String message) {
        super(message);
    }
}
