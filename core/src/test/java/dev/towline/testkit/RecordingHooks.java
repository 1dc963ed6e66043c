package dev.towline.testkit;

import dev.towline.hook.Hook;
import dev.towline.hook.HookResult;
import dev.towline.hook.HookRunner;
import dev.towline.hook.HookRunners;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A hook runner that starts no process: it remembers what it was told to run and does what a test scripted, or passes.
 * A fake that keeps the {@link HookRunnerContract}. Safe for use by several threads.
 */
public final class RecordingHooks implements HookRunner {

    private static final String NAME = "scripted";

    private final Map<String, HookRunner> scripts = new ConcurrentHashMap<>();
    private final List<Hook> hooks = new ArrayList<>();

    /** Does {@code script} for {@code command} from now on: on a thread of its own, interrupted past its timeout. */
    public RecordingHooks on(String command, HookRunner script) {
        scripts.put(command, script);
        return this;
    }

    /** Fails {@code command} with {@code status} from now on. */
    public RecordingHooks failing(String command, int status) {
        return on(command, hook -> HookResult.failed(status, "exited with " + status));
    }

    /** Every hook so far, in the order in which they began. */
    public List<Hook> hooks() {
        synchronized (hooks) {
            return List.copyOf(hooks);
        }
    }

    /** The command of every hook so far, after its phase: {@code "post systemctl restart app"}. */
    public List<String> commands() {
        return hooks().stream().map(hook -> hook.phase() + " " + hook.command()).toList();
    }

    @Override
    public HookResult run(Hook hook) throws IOException, InterruptedException {
        synchronized (hooks) {
            hooks.add(hook);
        }
        HookRunner script = scripts.getOrDefault(hook.command(), any -> HookResult.passed());
        HookRunner asWritten = own -> script.run(copy(own, hook.command()));
        return HookRunners.withJava(Map.of(NAME, asWritten), asWritten).run(copy(hook, "java:" + NAME));
    }

    private static Hook copy(Hook hook, String command) {
        Hook.Builder copy = Hook.of(hook.phase(), command)
                .environment(hook.environment())
                .scratch(hook.scratch())
                .timeout(hook.timeout())
                .onOutput(hook::output)
                .onStart(hook::started);
        hook.stdin().ifPresent(copy::stdin);
        return copy.build();
    }
}
