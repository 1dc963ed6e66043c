package dev.towline.trust;

/** Says that policy does not allow a manifest or what it asks for. Nothing was touched when this is thrown. */
public final class RejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String kind;

    RejectedException(String kind, String message) {
        super(message);
        this.kind = kind;
    }

    /**
     * The rule that was broken, a stable word for programs: {@code scheme}, {@code prefix}, {@code userinfo},
     * {@code legacy-digest}, {@code expired}, {@code dangerous-dest}, {@code dest-prefix} or {@code owner}. More may be
     * added.
     */
    public String kind() {
        return kind;
    }
}
