package dev.towline.archive;

import java.io.IOException;

/**
 * An artifact that is not taken, with its reason in the message. Failures of the stream it came from are none of
 * these: they reach the caller as they were thrown.
 */
public sealed class ArchiveException extends IOException
        permits InvalidArchiveException, WrongDigestException, WrongSizeException {

    private static final long serialVersionUID = 1L;

    private final String kind;

    ArchiveException(String kind, String message) {
        super(message);
        this.kind = kind;
    }

    static ArchiveException tooLarge(String message) {
        return new ArchiveException("too-large", message);
    }

    static ArchiveException missingCodec(String message, Throwable cause) {
        ArchiveException missing = new ArchiveException("missing-codec", message);
        missing.initCause(cause);
        return missing;
    }

    static ArchiveException unsupportedLocale(String message) {
        return new ArchiveException("unsupported-locale", message);
    }

    /**
     * A stable word for programs: {@code invalid-archive}, {@code empty-archive}, {@code wrong-digest},
     * {@code wrong-size}, {@code too-large}, {@code missing-codec} or {@code unsupported-locale}.
     */
    public String kind() {
        return kind;
    }
}
