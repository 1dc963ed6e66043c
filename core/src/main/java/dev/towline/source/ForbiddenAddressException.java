package dev.towline.source;

/** Says that a name leads to an address of the network that nothing may be fetched from. Nothing was connected to. */
public final class ForbiddenAddressException extends PermanentFetchException {

    private static final long serialVersionUID = 1;

    public ForbiddenAddressException(String message) {
        super(message);
    }

    public ForbiddenAddressException(String message, Throwable cause) {
        super(message, cause);
    }
}
