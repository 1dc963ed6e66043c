package dev.towline.examples.agent;

import dev.towline.trust.OwnerPolicy;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The agent's command line. Without a command it reads an order from standard input, as stretcher does. */
@Command(
        name = "towline-agent",
        description = "Pull deploys. Without a command: reads a manifest URL, a Consul watch's JSON or a Serf payload"
                + " from standard input and deploys it, as stretcher does.",
        mixinStandardHelpOptions = true,
        versionProvider = AgentMain.Version.class,
        subcommands = {
            DeployCommand.class,
            PlanCommand.class,
            VerifyCommand.class,
            RollbackCommand.class,
            StatusCommand.class,
            HistoryCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:deployed, or already current; intact",
            "1:failed, the result says whether the destination was restored; not intact",
            "2:wrong usage",
            "3:rejected by trust or policy, or in quarantine",
            "4:busy: another deploy has the destination"
        })
public final class AgentMain {

    private AgentMain() {}

    public static void main(String[] args) throws Exception {
        Ending.after(() -> Locales.mustRestart() ? Locales.restart() : run(args));
    }

    private static int run(String[] args) {
        boolean named = args.length > 0 && !args[0].startsWith("-");
        boolean informs = args.length > 0 && args[0].matches("-h|--help|-V|--version");
        if (named || informs) {
            return commandLine(new AgentMain()).execute(args);
        }
        if (Terminal.isStandardInput()) {
            System.err.println("towline-agent: no command, and standard input is a terminal instead of an order");
            commandLine(new AgentMain()).usage(System.err);
            return ExitStatus.USAGE;
        }
        int status = commandLine(new DropInCommand()).execute(DropInCommand.modern(args));
        return DropInCommand.isRunByConsul() ? ExitStatus.DEPLOYED : status;
    }

    static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .registerConverter(Duration.class, reading(Durations::parse))
                .registerConverter(Size.class, reading(Size::parse))
                .registerConverter(URI.class, reading(Urls::parse))
                .registerConverter(OwnerPolicy.class, reading(OwnerPolicy::parse))
                .setParameterExceptionHandler(AgentMain::explain)
                .setExecutionExceptionHandler((e, which, parsed) -> {
                    String why = e.getMessage() == null ? e.toString() : e.getMessage();
                    which.getErr().println("towline-agent: " + Json.escaped(why));
                    return ExitStatus.FAILED;
                });
    }

    private static int explain(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        line.getErr().println("towline-agent: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("see " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.USAGE;
    }

    /** Says what is wrong with a value in the words of whoever reads it. */
    private static <T> ITypeConverter<T> reading(Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
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
