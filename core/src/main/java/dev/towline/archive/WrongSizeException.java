package dev.towline.archive;

/** An artifact that is shorter or longer than the manifest says. */
public final class WrongSizeException extends ArchiveException {

    private static final long serialVersionUID = 1L;

    private final long expected;
    private final long actual;

    private WrongSizeException(long expected, long actual, String message) {
        super("wrong-size", message);
        this.expected = expected;
        this.actual = actual;
    }

    static WrongSizeException shorter(long expected, long actual) {
        return new WrongSizeException(
                expected, actual, "expected " + expected + " bytes but the artifact has " + actual);
    }

    static WrongSizeException longer(long expected, long read) {
        return new WrongSizeException(expected, read, "expected " + expected + " bytes but the artifact has more");
    }

    /** Bytes the manifest says. */
    public long expected() {
        return expected;
    }

    /** Bytes the artifact has; for one that is too long, the bytes read until that was seen. */
    public long actual() {
        return actual;
    }
}
