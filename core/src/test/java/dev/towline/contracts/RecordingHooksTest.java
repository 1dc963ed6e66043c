package dev.towline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.Hook;
import dev.towline.hook.HookResult;
import dev.towline.hook.HookRunner;
import dev.towline.testkit.HookRunnerContract;
import dev.towline.testkit.RecordingHooks;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The fake keeps the contract, once it was told what commands mean. */
class RecordingHooksTest extends HookRunnerContract {

    private final RecordingHooks hooks = new RecordingHooks();

    @Test
    void remembersWhatItWasToldToRun() throws Exception {
        hooks.failing("restart app", 3);

        HookResult passed = hooks.run(Hook.of("pre", "stop app").build());
        HookResult failed = hooks.run(Hook.of("post", "restart app").build());

        assertThat(passed.isPassed()).isTrue();
        assertThat(failed.status()).isEqualTo(3);
        assertThat(hooks.commands()).containsExactly("pre stop app", "post restart app");
    }

    @Test
    void aScriptSeesTheCommandAsItIsWritten() throws Exception {
        hooks.on("greet you", hook -> HookResult.failed(1, hook.command()));

        assertThat(hooks.run(Hook.of("pre", "greet you").build()).failure()).hasValue("greet you");
    }

    @Override
    protected HookRunner runner() {
        return hooks;
    }

    @Override
    protected String fails(int status) {
        hooks.failing("fail", status);
        return "fail";
    }

    @Override
    protected String printsThreeLines() {
        hooks.on("print", hook -> {
            hook.output("one");
            hook.output("");
            hook.output("three");
            return HookResult.passed();
        });
        return "print";
    }

    @Override
    protected String printsVariable(String name) {
        hooks.on("show", hook -> {
            hook.output(hook.environment().getOrDefault(name, "unset"));
            return HookResult.passed();
        });
        return "show";
    }

    @Override
    protected String copiesInput() {
        hooks.on("copy", hook -> {
            hook.stdin().ifPresent(text -> text.lines().forEach(hook::output));
            return HookResult.passed();
        });
        return "copy";
    }

    @Override
    protected String waits() {
        hooks.on("wait", hook -> {
            hook.output("waiting");
            new CountDownLatch(1).await();
            return HookResult.passed();
        });
        return "wait";
    }

    @Override
    protected boolean startsProcesses() {
        return false;
    }
}
