package dev.towline.examples;

import dev.towline.hook.HookResult;
import dev.towline.hook.HookRunner;
import dev.towline.hook.HookRunners;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** How do my own Java methods take part, beside shell lines? As {@code java:drain} and {@code java:resume} in a manifest. */
public final class OwnHookRunner {

    private final AtomicBoolean takesRequests = new AtomicBoolean(true);

    /** Runs {@code java:} lines here and everything else with the shell. */
    public HookRunner hookRunner() {
        return HookRunners.withJava(
                Map.of(
                        "drain", hook -> switchTo(false),
                        "resume", hook -> switchTo(true)),
                HookRunners.shell());
    }

    public boolean takesRequests() {
        return takesRequests.get();
    }

    private HookResult switchTo(boolean on) {
        takesRequests.set(on);
        return HookResult.passed();
    }
}
