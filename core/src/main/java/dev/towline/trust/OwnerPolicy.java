package dev.towline.trust;

import java.util.Objects;
import java.util.regex.Pattern;

/** Whom deployed files belong to. Immutable; equal when they mean the same. */
public final class OwnerPolicy {

    /** The three answers there are. */
    public enum Kind {
        /** Whoever runs the deploy; needs no rights. */
        RUNNING_USER,
        /** One user and one group for everything. */
        NAMED,
        /** Whom the archive says, by name and then by number, as GNU tar does it; needs root. */
        ARCHIVE
    }

    private static final Pattern NAME = Pattern.compile("[^:\\s\\p{Cntrl}]+");
    private static final OwnerPolicy RUNNING_USER = new OwnerPolicy(Kind.RUNNING_USER, "", "");
    private static final OwnerPolicy ARCHIVE = new OwnerPolicy(Kind.ARCHIVE, "", "");

    private final Kind kind;
    private final String user;
    private final String group;

    private OwnerPolicy(Kind kind, String user, String group) {
        this.kind = kind;
        this.user = user;
        this.group = group;
    }

    public static OwnerPolicy runningUser() {
        return RUNNING_USER;
    }

    public static OwnerPolicy archive() {
        return ARCHIVE;
    }

    /**
     * Everything belongs to this user and this group, by name or number.
     *
     * @throws IllegalArgumentException when one is empty or holds a colon, white space or a control character
     */
    public static OwnerPolicy of(String user, String group) {
        if (!NAME.matcher(user).matches() || !NAME.matcher(group).matches()) {
            throw new IllegalArgumentException("not a user and a group: \"" + user + "\" and \"" + group + "\"");
        }
        return new OwnerPolicy(Kind.NAMED, user, group);
    }

    /**
     * The policy written as {@code user:group} or {@code archive}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static OwnerPolicy parse(String text) {
        if (text.equals("archive")) {
            return ARCHIVE;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("an owner is user:group or archive, not \"" + text + "\"");
        }
        return of(text.substring(0, colon), text.substring(colon + 1));
    }

    public Kind kind() {
        return kind;
    }

    /** The user's name or number; empty unless {@link Kind#NAMED}. */
    public String user() {
        return user;
    }

    /** The group's name or number; empty unless {@link Kind#NAMED}. */
    public String group() {
        return group;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OwnerPolicy policy
                && kind == policy.kind
                && user.equals(policy.user)
                && group.equals(policy.group);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, user, group);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case RUNNING_USER -> "the running user";
            case NAMED -> user + ":" + group;
            case ARCHIVE -> "archive";
        };
    }
}
