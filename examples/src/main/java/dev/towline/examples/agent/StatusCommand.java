package dev.towline.examples.agent;

import dev.towline.Deployer;
import dev.towline.DestinationStatus;
import dev.towline.PastDeploy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is where, since when, and what is not as it should be. */
@Command(
        name = "status",
        description = "Says what is at DEST, or at all destinations that the state directory knows.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class StatusCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "DEST", arity = "0..1", description = "The destination, as manifests write it.")
    @Nullable
    Path dest;

    @Mixin
    HostOptions options = new HostOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Deployer deployer = options.deployerOfKnown();
        List<DestinationStatus> all = dest == null ? deployer.status() : List.of(deployer.status(dest));
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
            out.println(Json.ofStatus(all));
        } else if (all.isEmpty()) {
            out.println(Json.escaped("nothing was deployed with the state directory " + options.stateDirectory()));
        } else {
            table(all).print(out);
        }
        return ExitStatus.DEPLOYED;
    }

    private static Table table(List<DestinationStatus> all) {
        Table table = new Table("DEST", "RELEASE", "SINCE", "DEPLOYMENT");
        for (DestinationStatus status : all) {
            table.row(
                    status.dest().map(Path::toString).orElse("-"),
                    status.release().map(Report::brief).orElse("-"),
                    status.since()
                            .map(since -> since.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse("-"),
                    status.deployment().orElse("-"));
            status.last().ifPresent(last -> note(table, last));
            status.unfinished().ifPresent(unfinished -> note(table, unfinished));
            status.quarantine().forEach(quarantined -> note(table, quarantined));
        }
        return table;
    }

    private static void note(Table table, PastDeploy last) {
        Report.why(last)
                .ifPresent(why -> table.note("last deploy: release " + Report.brief(last.release()) + " "
                        + last.outcome() + " at " + last.at().truncatedTo(ChronoUnit.SECONDS) + ", " + why));
    }

    private static void note(Table table, DestinationStatus.Unfinished unfinished) {
        table.note((unfinished.broken() ? "BROKEN: release " : "unfinished: release ")
                + Report.brief(unfinished.release()) + " owes " + unfinished.owes()
                + unfinished.reason().map(why -> ", " + why).orElse(""));
    }

    private static void note(Table table, DestinationStatus.Quarantined quarantined) {
        table.note("quarantine: release " + Report.brief(quarantined.release()) + " since "
                + quarantined.since().truncatedTo(ChronoUnit.SECONDS) + ", " + quarantined.reason());
    }
}
