package dev.towline.disk;

import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says a failure again with the path that a person knows instead of a descriptor's. */
final class Named {

    private Named() {}

    static FileSystemException of(FileSystemException failure, Path path, @Nullable Path other) {
        String name = path.toString();
        String second = other == null ? null : other.toString();
        FileSystemException named;
        if (failure instanceof NoSuchFileException) {
            named = new NoSuchFileException(name, second, "there is no such file");
        } else if (failure instanceof FileAlreadyExistsException) {
            named = new FileAlreadyExistsException(name, second, "exists already");
        } else if (failure instanceof AccessDeniedException) {
            named = new AccessDeniedException(name, second, "permission denied");
        } else if (failure instanceof DirectoryNotEmptyException) {
            named = new DirectoryNotEmptyException(name);
        } else if (failure instanceof NotDirectoryException) {
            named = new NotDirectoryException(name);
        } else if (failure instanceof AtomicMoveNotSupportedException) {
            named = new AtomicMoveNotSupportedException(name, second, "lies on another file system");
        } else {
            named = new FileSystemException(name, second, failure.getReason());
        }
        named.addSuppressed(failure);
        return named;
    }
}
