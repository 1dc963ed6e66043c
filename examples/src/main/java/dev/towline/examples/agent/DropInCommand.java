package dev.towline.examples.agent;

import dev.towline.DeployRequest;
import dev.towline.DeployResult;
import dev.towline.Deployer;
import dev.towline.DeployerBuilder;
import dev.towline.trigger.Hint;
import dev.towline.trigger.OrderReader;
import dev.towline.trust.OwnerPolicy;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What stretcher does: one order from standard input, with stretcher's options, old and new. Unless it is given keys or
 * a policy it believes unsigned manifests and old digests; it hands its whole environment to hooks, and sets them no time limit.
 */
@Command(
        name = "towline-agent",
        description = "Deploys what standard input names, as stretcher does.",
        versionProvider = AgentMain.Version.class,
        sortOptions = false)
final class DropInCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(names = "--rsync-verbose", paramLabel = "FLAGS", description = "Accepted; no rsync is run.")
    String rsyncVerbose = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Option(
            names = {"-v", "-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    @Mixin
    DeployOptions options = new DeployOptions();

    /** stretcher's older single-dash options as double-dash ones, without flags for rsync, which look like options. */
    static String[] modern(String[] args) {
        List<String> modern = new ArrayList<>();
        boolean flags = false;
        for (String arg : args) {
            if (!flags && !arg.matches("--?rsync-verbose(=.*)?")) {
                modern.add(arg.matches("-[a-z][a-z0-9-]+(=.*)?") ? "-" + arg : arg);
            }
            flags = !flags && arg.matches("--?rsync-verbose");
        }
        return modern.toArray(String[]::new);
    }

    /** A watch that sees its handler fail would go away, so it never does. */
    static boolean isRunByConsul() {
        return !System.getenv().getOrDefault("CONSUL_INDEX", "").isEmpty();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path state = options.stateDirectory();
        Console console = Console.onStandardError();
        Deployer deployer = options.deployer(builder -> asStretcher(builder).listener(console));
        pause();
        Hint order = order();
        URI manifest = order.manifest()
                .orElseThrow(
                        () -> new IOException("the " + order.origin() + " names no manifest; send the manifest's URL"));
        String serf = System.getenv().getOrDefault("SERF_USER_EVENT", "");
        String from = serf.isEmpty() ? "" : " by the Serf event " + Json.escaped(serf);
        spec.commandLine().getErr().println("ordered" + from + ": " + options.request(manifest));
        if (order.id().isPresent() && !new SeenEvents(state).claim(order.id().get())) {
            spec.commandLine().getErr().println("this very event was acted on before: nothing to do");
            deployer.recover();
            return ExitStatus.DEPLOYED;
        }
        DeployResult result = deployer.deploy(request(manifest));
        Report.of(result, options.json, spec.commandLine());
        return result.failure().isEmpty() ? ExitStatus.DEPLOYED : ExitStatus.FAILED;
    }

    /** Every order is carried out, and since none is repeated it waits for a deploy that is under way. */
    private DeployRequest request(URI manifest) {
        DeployRequest request = options.request(manifest).again().retryQuarantined();
        return options.wait == null ? request.patience(Duration.ofHours(1)) : request;
    }

    /** The random delay comes before the order is read, as in stretcher. */
    private void pause() throws InterruptedException {
        long most = options.randomDelay.toMillis();
        if (most > 0) {
            try {
                Thread.sleep(ThreadLocalRandom.current().nextLong(most));
            } catch (InterruptedException e) {
                throw new InterruptedException("stopped during the random delay; no order was read");
            }
        }
    }

    /** Reads on a thread of its own, because no interrupt ends a read. */
    private Hint order() throws IOException, InterruptedException {
        OrderReader any = OrderReader.of(System.in, "standard input");
        OrderReader orders = isRunByConsul() ? any.fromConsulWatch() : any;
        FutureTask<Hint> reading = new FutureTask<>(
                () -> orders.next().orElseThrow(() -> new IOException("there is no order: standard input is empty")));
        Thread thread = new Thread(reading, "towline-order");
        thread.setDaemon(true);
        thread.start();
        try {
            return reading.get();
        } catch (InterruptedException e) {
            throw new InterruptedException("stopped before an order was read");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private DeployerBuilder asStretcher(DeployerBuilder builder) {
        PrintWriter err = spec.commandLine().getErr();
        Trust trust;
        if (options.isStrict()) {
            trust = options.trust();
        } else {
            err.println("warning: unsigned manifests and md5 or sha1 checksums are believed here"
                    + " (--key FILE believes signed ones only)");
            trust = options.unsigned().allowingLegacyDigests();
        }
        if (options.policy == null
                && options.owner == null
                && System.getProperty("user.name").equals("root")) {
            err.println("warning: files get the owners that the archive names (--owner changes that)");
            trust = trust.owner(OwnerPolicy.archive());
        }
        builder.trust(trust).randomDelay(Duration.ZERO).toleratingUnknownKeys().hooksInheritEnvironment();
        return options.hookTimeout == null ? builder.noHookTimeout() : builder;
    }
}
