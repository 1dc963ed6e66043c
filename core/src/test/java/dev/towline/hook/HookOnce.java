package dev.towline.hook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that runs one hook, so that tests can have it run by another JVM in another world. */
final class HookOnce {

    private HookOnce() {}

    /**
     * Runs the command in the file {@code args[1]} with the scratch directory {@code args[0]}, where {@code result} then
     * has the first lines of output and how it ended. The directory in {@code -Dhook.vanish} is deleted before.
     */
    public static void main(String[] args) throws Exception {
        Path scratch = Path.of(args[0]);
        List<String> report = new ArrayList<>();
        long[] lines = {0};
        if (System.getProperty("hook.vanish") != null) {
            Files.delete(Path.of(System.getProperty("hook.vanish")));
        }
        try {
            HookResult result = HookRunners.shell()
                    .run(Hook.of("pre", Files.readString(Path.of(args[1])))
                            .environment(Map.of("PATH", "/usr/bin:/bin"))
                            .scratch(scratch)
                            .onOutput(line -> {
                                if (lines[0]++ < 20) {
                                    report.add(line);
                                }
                            })
                            .build());
            report.add(result.failure().orElse("passed"));
        } catch (IOException e) {
            report.add("refused: " + e.getMessage());
        }
        Files.write(scratch.resolve("result"), report, StandardCharsets.UTF_8);
    }

    /** Starts it as the last words of {@code shell}, where {@code "$@"} stands for the program, and returns what it reports. */
    static List<String> in(
            Path directory, String shell, Map<String, String> environment, String command, String... options)
            throws Exception {
        Path script = Files.writeString(directory.resolve("command"), command);
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", shell, "sh"));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(options));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), HookOnce.class.getName()));
        words.addAll(List.of(directory.toString(), script.toString()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("jvm.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new AssertionError("the JVM exited with " + status + ": "
                    + Files.readString(directory.resolve("jvm.log"), StandardCharsets.ISO_8859_1));
        }
        return Files.readAllLines(directory.resolve("result"));
    }
}
