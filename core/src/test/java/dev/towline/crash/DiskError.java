package dev.towline.crash;

import dev.towline.disk.Op;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** An error that a disk may answer any operation with, as Java tells it. */
public enum DiskError {
    ENOSPC("No space left on device"),
    EIO("Input/output error"),
    EACCES("Permission denied"),
    EROFS("Read-only file system"),
    EMFILE("Too many open files"),
    EDQUOT("Disk quota exceeded");

    private final String text;

    DiskError(String text) {
        this.text = text;
    }

    /** What {@code op} fails with: writing and syncing go through descriptors, which have forgotten their names. */
    public IOException failing(Op op) {
        return switch (op.call()) {
            case WRITE, TRUNCATE, SYNC -> new IOException(text);
            default ->
                this == EACCES
                        ? new AccessDeniedException(op.path().toString())
                        : new FileSystemException(
                                op.path().toString(),
                                op.to().map(Object::toString).orElse(null),
                                text);
        };
    }
}
