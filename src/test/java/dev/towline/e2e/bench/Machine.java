package dev.towline.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a measurement depends on and no ratio shows. */
final class Machine {

    private Machine() {}

    static String describe(Path place) throws IOException {
        return "Machine: %d cores, %s; JDK %s; Linux %s; files on %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        memory(),
                        System.getProperty("java.vm.version"),
                        System.getProperty("os.version"),
                        Files.getFileStore(place).type());
    }

    /** How many programs wanted to run, on average over the last minute. */
    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }

    private static String memory() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            long kibibytes = lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
            return Math.round(kibibytes / 1048576.0) + " GiB";
        }
    }
}
