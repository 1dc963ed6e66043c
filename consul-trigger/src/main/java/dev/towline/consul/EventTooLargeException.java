package dev.towline.consul;

import java.util.Optional;

/** Says that an event does not fit: gossip carries some 300 bytes. Put the rest into a key and fire its deploy id. */
public final class EventTooLargeException extends ConsulException {

    private static final long serialVersionUID = 1;

    EventTooLargeException(int status, String message) {
        super(status, message, Optional.empty());
    }
}
