package dev.towline.consul;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Says that Consul answered, and that it refused or failed. The message names Consul's address and holds no token. */
public sealed class ConsulException extends IOException permits EventTooLargeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Optional<Duration> retryAfter;

    ConsulException(int status, String message, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status; 403 also for a token that Consul does not know, 0 when nothing was asked. */
    public int status() {
        return status;
    }

    /** How long Consul asked to wait. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
