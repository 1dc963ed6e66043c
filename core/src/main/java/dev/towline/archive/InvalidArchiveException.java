package dev.towline.archive;

import java.util.Optional;
import java.util.OptionalInt;

/** An archive that breaks a rule. The whole archive is rejected, whichever entry it was. */
public final class InvalidArchiveException extends ArchiveException {

    private static final long serialVersionUID = 1L;

    private final String entry;
    private final int ordinal;

    private InvalidArchiveException(String kind, String message, String entry, int ordinal) {
        super(kind, message);
        this.entry = entry;
        this.ordinal = ordinal;
    }

    /** The archive as a whole is at fault. */
    static InvalidArchiveException of(String problem) {
        return new InvalidArchiveException("invalid-archive", problem, "", 0);
    }

    /** One entry is at fault; {@code ordinal} counts from 1, {@code name} is escaped here. */
    static InvalidArchiveException of(String problem, int ordinal, String name) {
        String entry = Escaped.of(name);
        return new InvalidArchiveException(
                "invalid-archive", "entry " + ordinal + " \"" + entry + "\": " + problem, entry, ordinal);
    }

    static InvalidArchiveException empty(String problem) {
        return new InvalidArchiveException("empty-archive", problem, "", 0);
    }

    /** The same problem, now that the entry is known. */
    InvalidArchiveException at(int entryOrdinal, String name) {
        InvalidArchiveException located = of(String.valueOf(getMessage()), entryOrdinal, name);
        located.setStackTrace(getStackTrace());
        if (getCause() != null) {
            located.initCause(getCause());
        }
        return located;
    }

    /** The entry's name, at most 200 characters, everything but printable characters escaped. */
    public Optional<String> entry() {
        return ordinal == 0 ? Optional.empty() : Optional.of(entry);
    }

    /** Which entry of the archive it is, counted from 1; extended headers are no entries of their own. */
    public OptionalInt ordinal() {
        return ordinal == 0 ? OptionalInt.empty() : OptionalInt.of(ordinal);
    }
}
