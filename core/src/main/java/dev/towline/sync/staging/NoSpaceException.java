package dev.towline.sync.staging;

import java.io.IOException;

/** Says that a tree does not fit on its file system without using up what stays in reserve there. */
public final class NoSpaceException extends IOException {

    private static final long serialVersionUID = 1;

    NoSpaceException(String message) {
        super(message);
    }
}
