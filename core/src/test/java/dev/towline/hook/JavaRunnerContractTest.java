package dev.towline.hook;

import dev.towline.testkit.HookRunnerContract;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

class JavaRunnerContractTest extends HookRunnerContract {

    @Override
    protected HookRunner runner() {
        return HookRunners.withJava(
                Map.of(
                        "pass", hook -> HookResult.passed(),
                        "fail", hook -> HookResult.failed(Integer.parseInt(argument(hook)), "did not work"),
                        "lines", JavaRunnerContractTest::printThreeLines,
                        "variable", JavaRunnerContractTest::printVariable,
                        "copy", JavaRunnerContractTest::copy,
                        "wait", JavaRunnerContractTest::await),
                hook -> HookResult.failed(127, "is no Java hook"));
    }

    private static String argument(Hook hook) {
        return hook.command().substring(hook.command().indexOf(' ') + 1);
    }

    private static HookResult printThreeLines(Hook hook) {
        hook.output("one");
        hook.output("");
        hook.output("three");
        return HookResult.passed();
    }

    private static HookResult printVariable(Hook hook) {
        hook.output(hook.environment().getOrDefault(argument(hook), "unset"));
        return HookResult.passed();
    }

    private static HookResult copy(Hook hook) {
        hook.stdin().ifPresent(text -> text.lines().forEach(hook::output));
        return HookResult.passed();
    }

    private static HookResult await(Hook hook) throws InterruptedException {
        hook.output("waiting");
        new CountDownLatch(1).await();
        return HookResult.passed();
    }

    @Override
    protected String passes() {
        return "java:pass";
    }

    @Override
    protected String fails(int status) {
        return "java:fail " + status;
    }

    @Override
    protected String printsThreeLines() {
        return "java:lines";
    }

    @Override
    protected String printsVariable(String name) {
        return "java:variable " + name;
    }

    @Override
    protected String copiesInput() {
        return "java:copy";
    }

    @Override
    protected String waits() {
        return "java:wait";
    }

    @Override
    protected boolean startsProcesses() {
        return false;
    }
}
