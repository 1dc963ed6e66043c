package dev.towline;

import dev.towline.manifest.Checksum;

/** Says that the artifact that was fetched is not the one that the manifest means. */
public final class ChecksumMismatchException extends DeployException {

    private static final long serialVersionUID = 1;

    private final transient Checksum expected;
    private final transient Checksum actual;

    ChecksumMismatchException(DeployPhase phase, Checksum expected, Checksum actual, String message, Throwable cause) {
        super(phase, "wrong-digest", message, cause);
        this.expected = expected;
        this.actual = actual;
    }

    /** What the manifest says. */
    public Checksum expected() {
        return expected;
    }

    /** What was fetched. */
    public Checksum actual() {
        return actual;
    }
}
