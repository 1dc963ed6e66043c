package dev.towline.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says that another deploy had the destination for as long as the caller would wait. Nothing was touched. */
public final class BusyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable LockHolder holder;

    BusyException(Optional<LockHolder> holder) {
        super("the destination is busy: it is held by "
                + holder.map(LockHolder::toString).orElse("another deploy")
                + "; try again when that has ended, or wait for it longer");
        this.holder = holder.orElse(null);
    }

    /** Who has it; empty when that cannot be read, as in the moment in which a deploy begins. */
    public Optional<LockHolder> holder() {
        return Optional.ofNullable(holder);
    }
}
