package dev.towline.archive;

import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.io.InputStream;

/**
 * Something a tree is poured into. Not thread-safe.
 *
 * <p>The root directory has the empty path and may come at any time or not at all. Every other entry's parent was given
 * before it and is a directory; no path leads through a symbolic link. A directory may be given again, then the last
 * header counts: one that only its contents speak of comes first as a plain directory of mode 0755. A file or a symbolic
 * link is given again only by a source that was told to allow it; it replaces what was given, which is of the same type.
 */
public interface TreeSink {

    /**
     * Takes one entry.
     *
     * @param header path, type, mode, time, owner and size; a file's digest is not known yet
     * @param content exactly {@code header.size()} bytes for a file, none for anything else; valid only during the
     *     call, not to be closed, and what is left of it is skipped. Its failures are not the sink's to translate
     */
    void put(TreeEntry header, InputStream content) throws IOException;

    /**
     * Takes one file as an independent copy of a file that was given before: what an archive calls a hard link.
     *
     * @param header as for {@link #put}; its size is that of the earlier file
     * @param earlierPath path of the earlier file, whose content at this moment is copied
     */
    void copy(TreeEntry header, String earlierPath) throws IOException;
}
