package dev.towline;

import dev.towline.archive.ArchiveException;
import dev.towline.archive.WrongDigestException;
import dev.towline.journal.BusyException;
import dev.towline.manifest.InvalidManifestException;
import dev.towline.source.ForbiddenAddressException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.download.Redaction;
import dev.towline.source.download.TooSlowException;
import dev.towline.source.download.UnreachableException;
import dev.towline.source.download.WrongLengthException;
import dev.towline.sync.staging.NoSpaceException;
import dev.towline.trust.RejectedException;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Gives every failure its address: in which phase it happened and of which kind it is. Takes secrets out of it. */
final class Blame {

    private Blame() {}

    static DeployException of(DeployPhase phase, Throwable e, Redaction redaction) {
        if (e instanceof DeployException known) {
            return known.redacted(redaction);
        }
        String message = phase.word() + ": " + redaction.apply(sentence(e));
        Throwable cause = redaction.apply(e);
        if (e instanceof RejectedException rejected) {
            return DeployException.rejection(phase, rejected.kind(), message, cause);
        }
        if (e instanceof BusyException) {
            return new DeployException(phase, DeployException.BUSY, message, cause);
        }
        if (e instanceof InvalidManifestException) {
            return DeployException.rejection(phase, "invalid-manifest", message, cause);
        }
        if (e instanceof WrongDigestException mismatch) {
            return new ChecksumMismatchException(phase, mismatch.expected(), mismatch.actual(), message, cause);
        }
        return new DeployException(phase, kind(phase, e), message, cause);
    }

    private static String kind(DeployPhase phase, Throwable e) {
        if (e instanceof ArchiveException archive) {
            return archive.kind();
        }
        if (e instanceof NoSpaceException || String.valueOf(e.getMessage()).contains("No space left on device")) {
            return "no-space";
        }
        if (e instanceof WrongLengthException wrong) {
            return wrong.isBeyondLimit() ? "too-large" : "wrong-size";
        }
        if (e instanceof MissingArtifactException) {
            return "missing";
        }
        if (e instanceof TooSlowException) {
            return "too-slow";
        }
        if (e instanceof ForbiddenAddressException) {
            return "address";
        }
        if (e instanceof PermanentFetchException) {
            return "not-fetched";
        }
        if (e instanceof UnreachableException) {
            return "unreachable";
        }
        if (e instanceof FileSystemException) {
            return "disk";
        }
        if (!(e instanceof IOException)) {
            return "internal";
        }
        return switch (phase) {
            case RESOLVE, STAGE, ACTIVATE -> "disk";
            default -> "hook-not-run";
        };
    }

    /** What {@code e} says, and its type too where the message alone says nothing. */
    static String sentence(Throwable e) {
        if (e instanceof FileSystemException file) {
            String reason = file.getReason();
            return file.getFile() + ": " + (reason == null ? file.getClass().getSimpleName() : reason);
        }
        boolean speaks = e.getMessage() != null && e instanceof IOException;
        return speaks
                        || e instanceof RejectedException
                        || e instanceof InvalidManifestException
                        || e instanceof BusyException
                ? String.valueOf(e.getMessage())
                : e.toString();
    }
}
