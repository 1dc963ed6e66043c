package dev.towline.archive;

import java.io.IOException;

/** Something a tree can be poured from, once. */
public interface TreeSource {

    /**
     * Gives every entry to {@code sink}, parents before children. Returns only when everything the source can know about
     * its bytes (end marker, digest, size) held; until then the sink must treat what it was given as unproven.
     */
    void pour(TreeSink sink) throws IOException, InterruptedException;
}
