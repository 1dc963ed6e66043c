package dev.towline.examples.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /**
     * Runs the same command line under {@code LC_ALL=C.UTF-8}, with the same standard streams, and gives back its exit
     * status. An interrupt is handed on as SIGTERM.
     */
    static int restart() throws IOException {
        byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
        for (byte b : line) {
            if (b < 0) {
                System.err.println("towline-agent: this locale cannot express the arguments; set LC_ALL=C.UTF-8");
                return ExitStatus.USAGE;
            }
        }
        List<String> command = new ArrayList<>(List.of(new String(line, StandardCharsets.US_ASCII).split("\0", -1)));
        command.remove(command.size() - 1);
        command.set(0, Files.readSymbolicLink(Path.of("/proc/self/exe")).toString());
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        String original = environment.put("LC_ALL", "C.UTF-8");
        environment.put(ORIGINAL, original == null ? "" : original);
        return end(builder.start());
    }

    private static int end(Process process) {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                process.destroy();
            }
        }
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
