package dev.towline.examples.agent;

import dev.towline.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether a destination still is what was deployed there. */
@Command(
        name = "verify",
        description = "Compares DEST with the release that is there, byte by byte; repairs nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

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
        Verification found = options.deployerOfKnown().verify(dest);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json) {
            out.println(Json.of(found));
        } else {
            list(out, "missing", found.missing());
            list(out, "changed", found.changed());
            list(out, "extra", found.extra());
            out.println(sentence(found));
        }
        return found.intact() ? ExitStatus.DEPLOYED : ExitStatus.FAILED;
    }

    private static void list(PrintWriter out, String word, List<String> paths) {
        paths.forEach(path -> out.println(word + " " + Json.escaped(path)));
    }

    private static String sentence(Verification found) {
        String counts = found.missing().size() + " missing, "
                + found.changed().size() + " changed, "
                + found.extra().size() + " extra";
        return Json.escaped(found.dest() + ": release " + Report.brief(found.release()) + " is "
                + (found.intact() ? "intact" : "not intact: " + counts));
    }
}
