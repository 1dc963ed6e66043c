package dev.towline.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real rsync, asked what it would do or told to do it. */
final class RealRsync {

    /** How rsync ends when it does not understand a rule. */
    static final int SYNTAX_ERROR = 1;

    /** What a run printed (standard error included) and how it ended. */
    record Run(int status, List<String> lines) {}

    private RealRsync() {}

    /** {@code rsync -a --delete --exclude-from=FILE --exclude=PATTERN... options from/ to/}, by content and times to the nanosecond. */
    static Run run(List<String> excludeFrom, List<String> excludes, Path from, Path to, String... options)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of("rsync", "-a", "--delete", "--checksum", "--modify-window=-1", "-8"));
        Path file = from.resolveSibling("exclude-from");
        Files.write(file, excludeFrom);
        command.add("--exclude-from=" + file);
        excludes.forEach(pattern -> command.add("--exclude=" + pattern));
        command.addAll(List.of(options));
        command.add(from + "/");
        command.add(to + "/");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("rsync did not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new UncheckedIOException(new IOException(e));
        }
        return new Run(process.exitValue(), lines);
    }
}
