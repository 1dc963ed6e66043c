package dev.towline.examples.agent;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** Runs the agent's commands in this JVM, with a state directory of their own. */
record CommandLines(Path stateDirectory) {

    /** How a command ended. */
    record Ended(int status, String out, String err) {}

    Ended run(Object command, Object... args) {
        List<String> all =
                new ArrayList<>(Arrays.stream(args).map(String::valueOf).toList());
        all.addAll(List.of("--state-dir", stateDirectory.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = AgentMain.commandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int status = line.execute(all.toArray(String[]::new));
        return new Ended(status, out.toString(), err.toString());
    }
}
