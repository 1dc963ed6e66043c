package dev.towline.trigger;

import dev.towline.testkit.TriggerContract;

class ManualTriggerTest extends TriggerContract {

    private final ManualTrigger trigger = Triggers.manual();

    @Override
    protected Trigger trigger() {
        return trigger;
    }

    @Override
    protected void provoke() {
        trigger.pull(Hint.from("a button"));
    }
}
