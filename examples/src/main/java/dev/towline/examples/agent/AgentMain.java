package dev.towline.examples.agent;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The agent's command line. Without a command it reads an order from standard input, as stretcher does. */
@Command(
        name = "towline-agent",
        description = "Pull deploys. Without a command: reads a manifest URL, a Consul watch's JSON or a Serf payload"
                + " from standard input and deploys it, as stretcher does.",
        mixinStandardHelpOptions = true,
        versionProvider = AgentMain.Version.class,
        subcommands = {DeployCommand.class, PlanCommand.class},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:deployed",
            "1:failed; the result says whether the destination was restored",
            "2:wrong usage",
            "3:rejected by trust or policy"
        })
public final class AgentMain {

    private AgentMain() {}

    public static void main(String[] args) throws Exception {
        if (Locales.mustRestart()) {
            System.exit(Locales.restart(args));
        }
        System.exit(run(args));
    }

    private static int run(String[] args) {
        boolean command = args.length > 0 && Arrays.asList("deploy", "plan").contains(args[0]);
        boolean informs = args.length > 0
                && Arrays.asList("--help", "-h", "--version", "-V", "help").contains(args[0]);
        boolean terminal = Console.isTerminal(0) && args.length == 0;
        if (command || informs || terminal) {
            CommandLine line = commandLine(new CommandLine(new AgentMain()));
            if (terminal) {
                line.usage(System.err);
                return 2;
            }
            return line.execute(args);
        }
        return commandLine(new CommandLine(new DropInCommand())).execute(DropInCommand.modern(args));
    }

    private static CommandLine commandLine(CommandLine line) {
        return line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .registerConverter(java.time.Duration.class, Units::duration)
                .setExecutionExceptionHandler((e, which, parsed) -> {
                    which.getErr().println("towline-agent: " + e.getMessage());
                    return 1;
                });
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = AgentMain.class.getPackage().getImplementationVersion();
            return new String[] {"towline-agent " + (version == null ? "(not packaged)" : version)};
        }
    }
}
