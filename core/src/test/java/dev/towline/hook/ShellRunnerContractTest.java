package dev.towline.hook;

import dev.towline.testkit.HookRunnerContract;

class ShellRunnerContractTest extends HookRunnerContract {

    @Override
    protected HookRunner runner() {
        return HookRunners.shell();
    }
}
