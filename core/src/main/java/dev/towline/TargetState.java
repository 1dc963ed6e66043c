package dev.towline;

/** What a deploy left at the destination. */
public enum TargetState {
    /** As it was: nothing there was changed. */
    UNTOUCHED,
    /** As it was: what had been changed was taken back. */
    RESTORED,
    /** The new release, whole. */
    CHANGED,
    /** It could not be made sure: taking back failed. A person should look. */
    UNKNOWN
}
