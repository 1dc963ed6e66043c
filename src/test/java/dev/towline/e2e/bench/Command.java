package dev.towline.e2e.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. What it writes to standard output is kept, the rest only shown when it fails. */
final class Command {

    private static final int MOST_SECONDS = 120;
    /** The shell knows what its children used; it says so in the last line of standard error. */
    private static final String TIMED = "TIMEFORMAT='%U %S'; time \"$@\"";

    private final List<String> words;
    private final Path scratch;

    private Command(Path scratch, List<String> words) {
        this.scratch = scratch;
        this.words = words;
    }

    /** What ran; {@code cpu} is seconds of processor time, those of its own children included. */
    record Ran(double seconds, double cpu, String output) {}

    static Command of(Path scratch, String... words) {
        return new Command(scratch, List.of(words));
    }

    /** Lines of a shell script; the first one that fails ends it. */
    static Command shell(Path scratch, String... lines) {
        return of(scratch, "bash", "-c", "set -eu -o pipefail; umask 022\n" + String.join("\n", lines));
    }

    static boolean isThere(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    Ran run() throws IOException, InterruptedException {
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        List<String> timed = new ArrayList<>(List.of("bash", "-c", TIMED, "timed"));
        timed.addAll(words);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(timed)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no end after " + MOST_SECONDS + " s: " + words);
            }
        } finally {
            process.destroyForcibly();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException("exit " + process.exitValue() + ": " + words + "\n" + Files.readString(err)
                    + Files.readString(out));
        }
        List<String> told = Files.readAllLines(err);
        String[] cpu = told.get(told.size() - 1).split(" ", -1);
        return new Ran(seconds, Double.parseDouble(cpu[0]) + Double.parseDouble(cpu[1]), Files.readString(out));
    }
}
