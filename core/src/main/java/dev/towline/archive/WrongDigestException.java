package dev.towline.archive;

import dev.towline.manifest.Checksum;

/** An artifact whose bytes are not the ones the manifest names. */
public final class WrongDigestException extends ArchiveException {

    private static final long serialVersionUID = 1L;

    private final transient Checksum expected;
    private final transient Checksum actual;

    WrongDigestException(Checksum expected, Checksum actual) {
        super("wrong-digest", "expected " + expected + " but the artifact is " + actual);
        this.expected = expected;
        this.actual = actual;
    }

    public Checksum expected() {
        return expected;
    }

    public Checksum actual() {
        return actual;
    }
}
