package dev.towline.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Says that the source asks to come back later, and perhaps when. */
public final class SourceBusyException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Optional<Duration> retryAfter;

    public SourceBusyException(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** How long the source asks to wait. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
