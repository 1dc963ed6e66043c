package dev.towline.examples.agent;

import dev.towline.DeployRequest;
import dev.towline.DeployResult;
import dev.towline.DeployerBuilder;
import dev.towline.trust.OwnerPolicy;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What stretcher does: one order from standard input, with stretcher's options, old and new. It believes unsigned
 * manifests and old digests, hands its whole environment to hooks, and sets them no time limit.
 */
@Command(
        name = "towline-agent",
        description = "Deploys what standard input names, as stretcher does.",
        mixinStandardHelpOptions = true,
        versionProvider = AgentMain.Version.class,
        sortOptions = false)
final class DropInCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            description = "Accepted; the log is complete anyway.")
    boolean verbose;

    @Option(names = "--rsync-verbose", paramLabel = "FLAGS", description = "Accepted; no rsync is run.")
    String rsyncVerbose = "";

    @Option(names = "--json", description = "Write the result as one JSON object on standard output.")
    boolean json;

    @Mixin
    DeployOptions options = new DeployOptions();

    /** stretcher's older single-dash options as double-dash ones. */
    static String[] modern(String[] args) {
        return Arrays.stream(args)
                .map(arg -> arg.matches("-[a-z][a-z-]+(=.*)?") ? "-" + arg : arg)
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean fromConsul = System.getenv().containsKey("CONSUL_INDEX");
        int status;
        try {
            pause();
            status = deploy(EventInput.parse(System.in.readAllBytes(), fromConsul));
        } catch (IOException e) {
            spec.commandLine().getErr().println("towline-agent: " + e.getMessage());
            status = ExitStatus.FAILED;
        }
        return fromConsul ? 0 : status;
    }

    /** The random delay comes before the order is read, as in stretcher. */
    private void pause() throws InterruptedException {
        long most = options.randomDelay.toMillis();
        if (most > 0) {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most));
        }
    }

    private int deploy(EventInput order) throws IOException {
        SeenEvents seen = new SeenEvents(options.stateDirectory());
        if (order.event().isPresent() && seen.contains(order.event().get())) {
            spec.commandLine().getErr().println("this very event was deployed before: nothing to do");
            return 0;
        }
        Console console = Console.onStandardError();
        DeployRequest request = options.request(order.manifest());
        DeployResult result = builder().listener(console).build().deploy(request);
        if (order.event().isPresent()) {
            seen.add(order.event().get());
        }
        if (json) {
            spec.commandLine().getOut().println(Json.of(result));
        }
        return result.failure().isEmpty() ? 0 : ExitStatus.FAILED;
    }

    private DeployerBuilder builder() {
        spec.commandLine().getErr().println("warning: unsigned manifests and md5 or sha1 checksums are believed here");
        DeployerBuilder builder = options.deployer()
                .randomDelay(java.time.Duration.ZERO)
                .toleratingUnknownKeys()
                .trust(trust());
        builder.hooksInheritEnvironment();
        return options.hookTimeout == null ? builder.noHookTimeout() : builder;
    }

    private Trust trust() {
        Trust trust = options.unsigned().allowingLegacyDigests();
        if (options.owner == null && System.getProperty("user.name").equals("root")) {
            spec.commandLine()
                    .getErr()
                    .println("warning: files get the owners that the archive names (--owner changes that)");
            return trust.owner(OwnerPolicy.archive());
        }
        return trust;
    }
}
