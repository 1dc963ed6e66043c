package dev.towline.sync.mover;

import java.io.IOException;

/** Told when everything that undo needs is durable, right before the first change of the destination. */
@FunctionalInterface
public interface Mark {

    /** When this fails, nothing is changed. */
    void reached() throws IOException;
}
