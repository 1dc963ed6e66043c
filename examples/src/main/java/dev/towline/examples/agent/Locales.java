package dev.towline.examples.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A Java machine that was started under a locale such as {@code C} cannot express most file names and commands, and
 * cannot learn it later: it has to be started anew.
 */
final class Locales {

    /** Holds the LC_ALL that the first machine saw, for the hooks of the second. */
    private static final String ORIGINAL = "TOWLINE_ORIGINAL_LC_ALL";

    private Locales() {}

    static boolean mustRestart() {
        String encoding = System.getProperty("sun.jnu.encoding", "").toUpperCase(Locale.ROOT);
        return !encoding.equals("UTF-8") && !System.getenv().containsKey(ORIGINAL);
    }

    /** Runs the same command line under {@code LC_ALL=C.UTF-8} and gives back its exit status. */
    static int restart(String[] args) throws IOException, InterruptedException {
        if (Arrays.stream(args).anyMatch(arg -> !arg.chars().allMatch(c -> c < 128))) {
            System.err.println("towline-agent: this locale cannot express the arguments; set LC_ALL=C.UTF-8");
            return 2;
        }
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().orElse("java"));
        command.addAll(List.of(self.arguments().orElseThrow(() -> new IOException("no /proc to restart from"))));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        String original = environment.put("LC_ALL", "C.UTF-8");
        environment.put(ORIGINAL, original == null ? "" : original);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "towline-restart"));
        return process.waitFor();
    }

    /** This process's environment as it was before a restart. */
    static Map<String, String> originalEnvironment() {
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        String original = environment.remove(ORIGINAL);
        if (original != null) {
            environment.remove("LC_ALL");
            if (!original.isEmpty()) {
                environment.put("LC_ALL", original);
            }
        }
        return environment;
    }
}
