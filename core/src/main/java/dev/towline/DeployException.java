package dev.towline;

import dev.towline.source.download.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Says in which phase a deploy failed, of which kind the failure is, and in one sentence why. Subtypes exist where there
 * is more to know. Neither the message nor the causes hold credentials.
 */
public sealed class DeployException extends Exception permits ChecksumMismatchException, HookFailedException {

    /** The kind of a deploy that found its destination locked. */
    static final String BUSY = "busy";

    private static final long serialVersionUID = 1;

    private final DeployPhase phase;
    private final String kind;
    private final boolean rejection;

    DeployException(DeployPhase phase, String kind, String message, @Nullable Throwable cause) {
        this(phase, kind, message, cause, false);
    }

    private DeployException(
            DeployPhase phase, String kind, String message, @Nullable Throwable cause, boolean rejection) {
        super(message, cause);
        this.phase = phase;
        this.kind = kind;
        this.rejection = rejection;
    }

    static DeployException rejection(DeployPhase phase, String kind, String message, @Nullable Throwable cause) {
        return new DeployException(phase, kind, message, cause, true);
    }

    /** The same failure without what {@code redaction} takes out; subtypes are made without it. */
    DeployException redacted(Redaction redaction) {
        String message = redaction.apply(String.valueOf(getMessage()));
        Throwable cause = getCause() == null ? null : redaction.apply(getCause());
        if (message.equals(getMessage()) && cause == getCause()) {
            return this;
        }
        DeployException clean = new DeployException(phase, kind, message, cause, rejection);
        clean.setStackTrace(getStackTrace());
        return clean;
    }

    /** Where it failed. */
    public DeployPhase phase() {
        return phase;
    }

    /**
     * A word for programs, in lower case. Of fetching: {@code unreachable}, {@code missing}, {@code not-fetched}, {@code address}, {@code too-slow}, {@code
     * no-source}; of the artifact: {@code wrong-digest}, {@code wrong-size}, {@code too-large}, {@code invalid-archive},
     * {@code empty-archive}; of the host: {@code no-space}, {@code disk}, {@code unsafe-dest}, {@code mass-deletion},
     * {@code changed-meanwhile}; of commands: {@code hook-failed}, {@code hook-not-run}, {@code check-failed}; and {@code
     * interrupted}, {@code deadline}, {@code busy}, {@code cut-off} (its process ended), {@code broken} (a recovery that was
     * given up), {@code no-previous}, {@code internal}, besides the words of rejections. New ones may come.
     */
    public String kind() {
        return kind;
    }

    /** Whether trust or policy said no, from the manifest alone; everything else went wrong on the way. */
    public boolean isRejection() {
        return rejection;
    }
}
