package dev.towline.archive;

import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.io.InputStream;

/** Something a tree is poured into. Not thread-safe. */
public interface TreeSink {

    /**
     * Takes one entry. The root directory has the empty path and may come at any time or not at all; every other
     * entry's parent directory was given before it.
     *
     * @param header path, type, mode, time, owner and size; a file's digest is not known yet
     * @param content exactly {@code header.size()} bytes for a file, none for anything else; not to be closed
     */
    void put(TreeEntry header, InputStream content) throws IOException;
}
