package dev.towline.source.download;

import java.io.IOException;

/** Says that every attempt failed although trying again might have helped. */
public final class UnreachableException extends IOException {

    private static final long serialVersionUID = 1;

    UnreachableException(String message, IOException last) {
        super(message, last);
    }
}
