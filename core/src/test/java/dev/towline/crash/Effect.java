package dev.towline.crash;

import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/** Something that an operation did to a disk, and that a power cut keeps or loses as a whole. */
sealed interface Effect {

    /** Something new came to be, still without name and content. */
    record Born(int number, Node node) implements Effect {}

    /** Names lead elsewhere now, all in the same instant: a rename changes two. */
    record Names(List<Slot> slots) implements Effect {}

    /** The name {@code name} in a directory, and what it leads to now. */
    record Slot(int directory, String name, Optional<Integer> node) {}

    /** A file's whole content is another. */
    record Content(int file, byte[] bytes) implements Effect {}

    record Attributes(int node, int mode, FileTime mtime) implements Effect {}

    /** What was done before to this file's content, or to this directory's names, lasts. */
    record Synced(int node) implements Effect {}
}
