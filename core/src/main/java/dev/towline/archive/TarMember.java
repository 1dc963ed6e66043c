package dev.towline.archive;

import dev.towline.sync.TreeEntry;
import java.time.Instant;

/**
 * One member of a tar archive as its headers say it, extended headers applied. Name and link are what the archive says,
 * judged so far only as text.
 *
 * @param link target of a symbolic or hard link, else empty
 * @param mode twelve bits: permissions, setuid, setgid and sticky
 * @param size bytes of content that follow
 */
record TarMember(Type type, String name, String link, int mode, Instant mtime, TreeEntry.Owner owner, long size) {

    enum Type {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK
    }
}
