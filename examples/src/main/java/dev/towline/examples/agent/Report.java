package dev.towline.examples.agent;

import dev.towline.DeployReport;
import dev.towline.DeployResult;
import dev.towline.PastDeploy;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;

/** Says how a deploy ended: to programs as JSON, to people in a line, failures on standard error. */
final class Report {

    private Report() {}

    static void of(DeployResult result, boolean json, CommandLine line) {
        if (json) {
            line.getOut().println(Json.of(result));
        }
        boolean log = json || result.failure().isPresent();
        (log ? line.getErr() : line.getOut()).println(Json.escaped(sentence(result)));
    }

    /** As much of a release's identity as a person compares. */
    static String brief(String release) {
        return release.length() <= 12 ? release : release.substring(0, 12);
    }

    /** Why a deploy that is over did not succeed; empty when it did. */
    static Optional<String> why(PastDeploy past) {
        return past.kind()
                .map(kind ->
                        kind + past.message().map(message -> ": " + message).orElse(""));
    }

    private static String sentence(DeployResult result) {
        DeployReport report = result.report();
        String what = result.outcome()
                + report.deployment().map(name -> " " + name).orElse("")
                + report.release().map(release -> " " + brief(release)).orElse("")
                + report.dest().map(dest -> " at " + dest).orElse("");
        return what + ": "
                + result.failure()
                        .map(failure -> failure.getMessage() + " (destination "
                                + report.target().name().toLowerCase(Locale.ROOT) + ")")
                        .orElseGet(() -> counts(report));
    }

    private static String counts(DeployReport report) {
        return report.files().added() + " added, "
                + report.files().changed() + " changed, "
                + report.files().removed() + " removed, "
                + report.files().unchanged() + " unchanged; "
                + Console.megabytes(report.bytes().fetched()) + " fetched, "
                + Console.megabytes(report.bytes().written()) + " written";
    }
}
