package dev.towline.examples.agent;

import dev.towline.DeployRequest;
import dev.towline.DeployResult;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One deploy. */
@Command(name = "deploy", description = "Deploys the release that the manifest at URL names.", sortOptions = false)
final class DeployCommand implements Callable<Integer> {

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

    @Option(names = "--json", description = "Write the result as one JSON object on standard output.")
    boolean json;

    @Mixin
    DeployOptions options = new DeployOptions();

    @Override
    public Integer call() {
        Console console = Console.onStandardError();
        DeployRequest request = options.request(manifest);
        DeployResult result = options.deployer()
                .trust(options.unsigned())
                .listener(console)
                .build()
                .deploy(request);
        if (json) {
            spec.commandLine().getOut().println(Json.of(result));
        }
        return ExitStatus.of(result);
    }
}
