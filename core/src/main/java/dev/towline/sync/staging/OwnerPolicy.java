package dev.towline.sync.staging;

/** To whom deployed files belong. */
public sealed interface OwnerPolicy {

    /** To the user that deploys; the default. */
    record RunningUser() implements OwnerPolicy {}

    /** To this user and group, by name or number. */
    record Fixed(String user, String group) implements OwnerPolicy {}

    /** To whom the archive says: by name, where there is no such name by number. Only root can give files away. */
    record AsArchived() implements OwnerPolicy {}

    /** Reads {@code archive} or {@code user:group}. */
    static OwnerPolicy parse(String text) {
        if (text.equals("archive")) {
            return new AsArchived();
        }
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1 || text.indexOf(':', colon + 1) >= 0) {
            throw new IllegalArgumentException("an owner is user:group, or the word archive, not \"" + text + "\"");
        }
        return new Fixed(text.substring(0, colon), text.substring(colon + 1));
    }
}
