package dev.towline.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a hook ended. Immutable. */
public final class HookResult {

    private final Optional<String> failure;
    private final int status;
    private final List<String> warnings;

    private HookResult(Optional<String> failure, int status, List<String> warnings) {
        this.failure = failure;
        this.status = status;
        this.warnings = List.copyOf(warnings);
    }

    /** It did what it should. */
    public static HookResult passed() {
        return new HookResult(Optional.empty(), 0, List.of());
    }

    /**
     * It failed.
     *
     * @param status exit status, 128 + the signal's number when one ended it
     * @param failure how, as the end of a sentence that begins with the hook: {@code "exited with 7"}
     */
    public static HookResult failed(int status, String failure) {
        return new HookResult(Optional.of(failure), status, List.of());
    }

    /** The same result with one more thing an operator should know. */
    public HookResult warning(String warning) {
        List<String> all = new ArrayList<>(warnings);
        all.add(warning);
        return new HookResult(failure, status, all);
    }

    public boolean isPassed() {
        return failure.isEmpty();
    }

    /** How it failed; empty when it passed. */
    public Optional<String> failure() {
        return failure;
    }

    /** Exit status; 0 when it passed. */
    public int status() {
        return status;
    }

    public List<String> warnings() {
        return warnings;
    }
}
