package dev.towline.trust;

import org.jspecify.annotations.Nullable;

/** Says that policy does not allow a manifest or what it asks for. Nothing was touched when this is thrown. */
public final class RejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String kind;

    RejectedException(String kind, String message) {
        this(kind, message, null);
    }

    RejectedException(String kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * The rule that was broken, a stable word for programs. More may be added.
     *
     * <ul>
     *   <li>Of addresses: {@code scheme}, {@code prefix}, {@code userinfo}.
     *   <li>Of the signature: {@code unsigned} when there is none that can be read, {@code bad-signature} when it is not
     *       valid for enough trusted keys.
     *   <li>Of the manifest's place in time: {@code expired}; {@code rollback} for a serial below the last accepted one,
     *       {@code fast-forward} for one from the future, {@code equivocation} for the last one in another manifest.
     *   <li>Of what it asks for: {@code wrong-deployment}, {@code missing-deployment}, {@code missing-serial}, {@code
     *       missing-size}, {@code size}, {@code legacy-digest}, {@code hooks-forbidden}, {@code dangerous-dest}, {@code
     *       dest-prefix}, {@code owner}.
     * </ul>
     */
    public String kind() {
        return kind;
    }
}
