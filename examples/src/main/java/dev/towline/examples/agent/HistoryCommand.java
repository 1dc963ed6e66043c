package dev.towline.examples.agent;

import dev.towline.PastDeploy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What was deployed to a destination, and what became of it. */
@Command(
        name = "history",
        description = "Lists the deploys to DEST that are over, oldest first.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class HistoryCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "DEST", description = "The destination, as manifests write it.")
    @SuppressWarnings("NullAway.Init")
    Path dest;

    @Mixin
    HostOptions options = new HostOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<PastDeploy> history = options.deployerOfKnown().history(dest);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
            out.println(Json.ofHistory(history));
        } else {
            table(history).print(out);
        }
        return ExitStatus.DEPLOYED;
    }

    private static Table table(List<PastDeploy> history) {
        Table table = new Table("ENDED", "OUTCOME", "TARGET", "RELEASE", "MANIFEST");
        for (PastDeploy past : history) {
            table.row(
                    past.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    past.outcome(),
                    past.target().name().toLowerCase(Locale.ROOT),
                    Report.brief(past.release()),
                    past.manifest());
            Report.why(past).ifPresent(table::note);
        }
        return table;
    }
}
