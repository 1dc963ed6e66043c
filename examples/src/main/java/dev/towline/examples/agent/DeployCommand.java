package dev.towline.examples.agent;

import dev.towline.DeployResult;
import dev.towline.Deployer;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One deploy. */
@Command(
        name = "deploy",
        description = "Deploys the release that the manifest at URL names.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DeployCommand implements Callable<Integer> {

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
        Console console = Console.onStandardError();
        Deployer deployer = options.deployer(builder ->
                builder.trust(options.trust()).randomDelay(options.randomDelay).listener(console));
        DeployResult result = deployer.deploy(options.request(manifest));
        Report.of(result, options.json, spec.commandLine());
        return ExitStatus.of(result);
    }
}
