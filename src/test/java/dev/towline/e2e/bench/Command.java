package dev.towline.e2e.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. What it writes to standard output is kept, the rest only shown when it fails. */
final class Command {

    private static final int MOST_SECONDS = 120;

    private final List<String> words;
    private final Path scratch;

    private Command(Path scratch, List<String> words) {
        this.scratch = scratch;
        this.words = words;
    }

    /** What ran. */
    record Ran(double seconds, String output) {}

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
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(words)
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
        return new Ran(seconds, Files.readString(out));
    }
}
