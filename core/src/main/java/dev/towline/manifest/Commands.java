package dev.towline.manifest;

import java.util.List;
import java.util.Map;

/**
 * The {@code commands} of a manifest: shell lines by phase, and variables for all of them. Immutable; no list or map is
 * null, each may be empty.
 *
 * @param pre run before the destination changes
 * @param post run after it changed
 * @param success run when all is well; told the log on standard input
 * @param failure run when the deploy failed; told the log on standard input
 * @param env variables for every command, in the manifest's order
 */
public record Commands(
        List<String> pre, List<String> post, List<String> success, List<String> failure, Map<String, String> env) {

    public static final Commands NONE = new Commands(List.of(), List.of(), List.of(), List.of(), Map.of());

    public Commands {
        pre = List.copyOf(pre);
        post = List.copyOf(post);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
        env = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(env));
    }

    /** Whether there is no command at all. */
    public boolean isEmpty() {
        return pre.isEmpty() && post.isEmpty() && success.isEmpty() && failure.isEmpty();
    }

    /** How many there are: lines and values may hold secrets. */
    @Override
    public String toString() {
        return "commands: " + pre.size() + " pre, " + post.size() + " post, " + success.size() + " success, "
                + failure.size() + " failure";
    }
}
