package dev.towline.examples.agent;

import dev.towline.DeployException;
import dev.towline.DeployPlan;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a deploy would change. */
@Command(name = "plan", description = "Says what a deploy would change; changes nothing.", sortOptions = false)
final class PlanCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "The manifest: s3://, https://, http:// or file:///.")
    @SuppressWarnings("NullAway.Init")
    URI manifest;

    @Option(
            names = "--allow-unsigned",
            required = true,
            description = "Believe whoever can write the manifest. There is no other way yet, so it must be said.")
    boolean allowUnsigned;

    @Option(names = "--json", description = "Write the plan as one JSON object on standard output.")
    boolean json;

    @Mixin
    DeployOptions options = new DeployOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            DeployPlan plan = options.deployer()
                    .trust(options.unsigned())
                    .listener(Console.onStandardError())
                    .build()
                    .plan(options.request(manifest));
            if (json) {
                out.println(Json.of(plan));
            } else {
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
            return 0;
        } catch (DeployException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitStatus.of(e);
        }
    }

    private static void list(PrintWriter out, String word, List<DeployPlan.Item> items) {
        items.forEach(item -> out.println(word + " " + Json.escaped(item.path())));
    }
}
