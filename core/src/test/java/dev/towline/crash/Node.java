package dev.towline.crash;

import java.nio.file.attribute.FileTime;
import java.util.NavigableMap;

/** Something on a disk, apart from the names that lead to it. Its number is its own for ever, unlike an inode. */
sealed interface Node {

    long inode();

    int mode();

    FileTime mtime();

    /** The same thing with another mode and time. */
    Node with(int mode, FileTime mtime);

    record File(long inode, int mode, FileTime mtime, byte[] content) implements Node {

        @Override
        public File with(int newMode, FileTime newTime) {
            return new File(inode, newMode, newTime, content);
        }

        File with(byte[] newContent) {
            return new File(inode, mode, mtime, newContent);
        }
    }

    record Link(long inode, int mode, FileTime mtime, String target) implements Node {

        @Override
        public Link with(int newMode, FileTime newTime) {
            return new Link(inode, newMode, newTime, target);
        }
    }

    /** A directory; {@code names} leads to the numbers of what is in it. */
    record Directory(long inode, int mode, FileTime mtime, NavigableMap<String, Integer> names) implements Node {

        @Override
        public Directory with(int newMode, FileTime newTime) {
            return new Directory(inode, newMode, newTime, names);
        }
    }
}
