package dev.towline.disk;

import java.io.IOException;

/** Sees every mutating call before it happens, on the thread that asked for it, and may fail it. */
@FunctionalInterface
public interface Watch {

    /** Watches nothing. */
    Watch NONE = op -> {};

    void before(Op op) throws IOException;
}
