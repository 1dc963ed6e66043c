package dev.towline.source.download;

import dev.towline.source.ArtifactRequest;
import dev.towline.source.CannotResumeException;
import dev.towline.source.ForbiddenAddressException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.SourceBusyException;
import dev.towline.source.UnchangedArtifactException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Whatever a source throws, as one of the few kinds that a download knows, with nothing secret in it. */
final class Failures {

    private final ArtifactRequest request;
    private final Redaction redaction;

    Failures(ArtifactRequest request, Redaction redaction) {
        this.request = request;
        this.redaction = redaction;
    }

    IOException of(Throwable thrown) {
        Throwable cause = redaction.apply(thrown);
        String message = message(thrown);
        if (thrown instanceof SourceBusyException busy) {
            return new SourceBusyException(message, busy.retryAfter());
        }
        if (thrown instanceof MissingArtifactException) {
            return new MissingArtifactException(message, cause);
        }
        if (thrown instanceof NoSuchFileException) {
            return new MissingArtifactException(request + " is missing: " + message, cause);
        }
        if (thrown instanceof CannotResumeException) {
            return new CannotResumeException(message, cause);
        }
        if (thrown instanceof ForbiddenAddressException) {
            return new ForbiddenAddressException(message, cause);
        }
        if (thrown instanceof UnchangedArtifactException) {
            return new UnchangedArtifactException(message, cause);
        }
        if (thrown instanceof PermanentFetchException) {
            return new PermanentFetchException(message, cause);
        }
        if (thrown instanceof IOException && !(thrown instanceof FileNotFoundException)) {
            return new IOException(naming(message), cause);
        }
        if (thrown instanceof InterruptedException) {
            return new IOException("the source of " + request + " was interrupted", cause);
        }
        return new PermanentFetchException("the source of " + request + " failed: " + message, cause);
    }

    private String naming(String message) {
        return message.contains(request.toString()) ? message : request + ": " + message;
    }

    private String message(Throwable thrown) {
        String message = thrown.getMessage();
        boolean ours = thrown instanceof PermanentFetchException || thrown instanceof SourceBusyException;
        String text = message == null || message.isBlank()
                ? thrown.getClass().getSimpleName()
                : ours || thrown.getClass() == IOException.class
                        ? message
                        : thrown.getClass().getSimpleName() + ": " + message;
        return redaction.apply(text);
    }
}
