package dev.towline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The calls of a traced run that change names or make them last, and how to be killed at each. The tracer counts calls of
 * each thread on its own, and may be told to look at those only that name a certain path.
 */
final class MutatingCalls {

    private static final String CALLS = "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,"
            + "link,linkat,symlink,symlinkat";
    private static final Pattern LINE = Pattern.compile("^(\\d+)\\s+([a-z0-9]+)\\((.*)$");
    private static final Pattern PATH = Pattern.compile("\"(/[^\"]+)\"|<(/[^>]+)>");
    private static final Pattern RANDOM = Pattern.compile("[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-");

    private MutatingCalls() {}

    /** Where to be killed: at the {@code nth} such call of a thread, of those on {@code path} if there is one. */
    record Point(String call, int nth, Optional<String> path) {

        /** The command that kills what it runs there. */
        List<String> command() {
            List<String> command = new ArrayList<>(tracer());
            path.ifPresent(only -> command.addAll(List.of("-P", only)));
            command.addAll(List.of(
                    "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=" + call + ":signal=SIGKILL:when=" + nth));
            return command;
        }
    }

    /** The command that writes what it runs does into {@code trace}. */
    static List<String> tracing(Path trace) {
        List<String> command = new ArrayList<>(tracer());
        command.addAll(List.of("-y", "-s", "4096", "-o", trace.toString(), "-e", "trace=" + CALLS));
        return command;
    }

    private static List<String> tracer() {
        return List.of("strace", "-f", "-qq");
    }

    /** One point for each call that can be told from all others beforehand, in their order. */
    static List<Point> points(Path trace) {
        Map<Point, Integer> first = new LinkedHashMap<>();
        Map<List<String>, Integer> counts = new HashMap<>();
        List<Integer> calls = new ArrayList<>();
        List<String> lines = lines(trace);
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (!line.matches()) {
                continue;
            }
            calls.add(i);
            List<Optional<String>> paths = new ArrayList<>(List.of(Optional.empty()));
            stablePaths(line.group(3)).forEach(path -> paths.add(Optional.of(path)));
            for (Optional<String> path : paths) {
                int nth = counts.merge(List.of(line.group(1), line.group(2), path.orElse("")), 1, Integer::sum);
                first.putIfAbsent(new Point(line.group(2), nth, path), i);
            }
        }
        Map<Integer, Point> points = new LinkedHashMap<>();
        first.forEach((point, call) -> points.putIfAbsent(call, point));
        return calls.stream().filter(points::containsKey).map(points::get).toList();
    }

    /** How many calls there are. */
    static int count(Path trace) {
        return (int) lines(trace).stream()
                .filter(line -> LINE.matcher(line).matches())
                .count();
    }

    private static List<String> stablePaths(String arguments) {
        List<String> paths = new ArrayList<>();
        Matcher path = PATH.matcher(arguments);
        while (path.find()) {
            String text = path.group(1) == null ? path.group(2) : path.group(1);
            if (!RANDOM.matcher(text).find()) {
                paths.add(text);
            }
        }
        return paths;
    }

    private static List<String> lines(Path trace) {
        try {
            return Files.readAllLines(trace).stream()
                    .filter(line -> !line.contains("resumed>"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
