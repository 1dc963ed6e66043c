package dev.towline.examples.agent;

import dev.towline.DeployResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Back to the release before. */
@Command(
        name = "rollback",
        description =
                "Goes back to the release that was good at DEST before; the one that is there goes to quarantine.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RollbackCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "DEST", description = "The destination, as manifests write it.")
    @SuppressWarnings("NullAway.Init")
    Path dest;

    @Mixin
    HostOptions options = new HostOptions();

    @Override
    public Integer call() {
        DeployResult result = options.deployerOfKnown().rollback(dest);
        Report.of(result, options.json, spec.commandLine());
        return ExitStatus.of(result);
    }
}
