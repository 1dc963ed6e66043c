package dev.towline.examples.agent;

import dev.towline.DeployException;
import dev.towline.DeployPlan;
import dev.towline.Deployer;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a deploy would change. */
@Command(
        name = "plan",
        description = "Says what a deploy would change; changes nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PlanCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "The manifest: s3://, https://, http:// or file:///.")
    @SuppressWarnings("NullAway.Init")
    URI manifest;

    @Mixin
    DeployOptions options = new DeployOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Console console = Console.onStandardError();
        Deployer deployer =
                options.deployer(builder -> builder.trust(options.trust()).listener(console));
        try {
            DeployPlan plan = deployer.plan(options.request(manifest));
            if (options.json) {
                out.println(Json.of(plan));
            } else {
                list(out, plan);
            }
            return ExitStatus.DEPLOYED;
        } catch (DeployException e) {
            if (options.json) {
                out.println(Json.of(e));
            }
            spec.commandLine().getErr().println(Json.escaped(String.valueOf(e.getMessage())));
            return ExitStatus.of(e);
        }
    }

    private static void list(PrintWriter out, DeployPlan plan) {
        list(out, "add", plan.added());
        list(out, "change", plan.changed());
        list(out, "remove", plan.removed());
        out.printf(
                "%d to add, %d to change, %d to remove; %d bytes to write%n",
                plan.added().size(),
                plan.changed().size(),
                plan.removed().size(),
                plan.bytes().written());
    }

    private static void list(PrintWriter out, String word, List<DeployPlan.Item> items) {
        items.forEach(item -> out.println(word + " " + Json.escaped(item.path())));
    }
}
