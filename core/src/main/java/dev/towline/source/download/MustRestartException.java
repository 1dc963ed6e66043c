package dev.towline.source.download;

import java.io.IOException;

/**
 * Says that what was read so far is the beginning of something that cannot be continued. The reader throws away what it
 * made of it and goes on with {@link Download#again()}, once.
 */
public final class MustRestartException extends IOException {

    private static final long serialVersionUID = 1;

    MustRestartException(String message, Throwable cause) {
        super(message, cause);
    }
}
