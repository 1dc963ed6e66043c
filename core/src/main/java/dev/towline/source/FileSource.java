package dev.towline.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** Opens {@code file:} addresses. The tag is made of what changes with the content: size, mtime, device and inode. */
final class FileSource implements ArtifactSource {

    @Override
    public Artifact open(ArtifactRequest request) throws IOException {
        Path path = path(request);
        try {
            return open(request, path);
        } catch (NoSuchFileException e) {
            throw new MissingArtifactException("there is no file " + request, e);
        } catch (AccessDeniedException e) {
            throw new PermanentFetchException(request + " may not be read by the user of this process", e);
        }
    }

    private static Artifact open(ArtifactRequest request, Path path) throws IOException {
        BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class);
        if (!before.isRegularFile()) {
            throw new PermanentFetchException(request + " is a " + kind(before) + ", not a regular file");
        }
        String tag = tag(before);
        if (request.expectedTag().filter(expected -> !expected.equals(tag)).isPresent()) {
            throw new CannotResumeException(request + " is not the file it was: it was written to or replaced");
        }
        if (request.offset() > before.size()) {
            throw new CannotResumeException(request + " has " + before.size() + " bytes, none at " + request.offset());
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            if (!tag(Files.readAttributes(path, BasicFileAttributes.class)).equals(tag)) {
                throw new IOException(request + " was replaced while it was opened");
            }
            channel.position(request.offset());
            long rest = before.size() - request.offset();
            long length = Math.min(rest, request.length().orElse(rest));
            InputStream stream = Channels.newInputStream(channel);
            return Artifact.of(length == rest ? stream : new HeadOf(stream, length), length)
                    .startingAt(request.offset())
                    .withTag(tag)
                    .closedBy(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Path path(ArtifactRequest request) throws PermanentFetchException {
        URI uri = request.uri();
        try {
            return Path.of(uri);
        } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            throw new PermanentFetchException(request
                    + " is not the address of a local file: write file:///path, without host, query or fragment");
        }
    }

    private static String kind(BasicFileAttributes attributes) {
        return attributes.isDirectory() ? "directory" : "FIFO, socket or device";
    }

    private static String tag(BasicFileAttributes attributes) {
        return attributes.size() + "-" + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + "-"
                + attributes.fileKey();
    }
}
