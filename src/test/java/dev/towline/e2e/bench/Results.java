package dev.towline.e2e.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was measured so far, by contender. */
final class Results {

    private final Map<String, Series> seconds = new LinkedHashMap<>();
    private final Map<String, Series> cpu = new LinkedHashMap<>();
    private final Map<String, Run> largest = new LinkedHashMap<>();

    /** Takes in a run with the time it took. */
    void add(String name, Run run) {
        seconds.computeIfAbsent(name, key -> new Series()).add(run.seconds());
        cpu.computeIfAbsent(name, key -> new Series()).add(run.cpu());
        addBytes(name, run);
    }

    /** Takes in a run whose time does not count. */
    void addBytes(String name, Run run) {
        largest.merge(
                name,
                run,
                (a, b) -> new Run(
                        b.seconds(),
                        b.cpu(),
                        Math.max(a.written(), b.written()),
                        Math.max(a.allWritten(), b.allWritten())));
    }

    Series seconds(String name) {
        return of(seconds, name);
    }

    /** Processor time, in seconds. */
    Series cpu(String name) {
        return of(cpu, name);
    }

    private static Series of(Map<String, Series> all, String name) {
        Series series = all.get(name);
        if (series == null) {
            throw new IllegalArgumentException("never measured: " + name);
        }
        return series;
    }

    /** Bytes of content that {@code name} reported as written, in the round where it was most. */
    long written(String name) {
        return run(name).written();
    }

    /** Bytes that the process of {@code name} wrote in all, in the round where it was most. */
    long allWritten(String name) {
        return run(name).allWritten();
    }

    private Run run(String name) {
        Run run = largest.get(name);
        if (run == null) {
            throw new IllegalArgumentException("never measured: " + name);
        }
        return run;
    }

    void print(PrintStream out) {
        out.printf("%n%-42s %-24s %s%n", "contender: median (least..greatest) of", "seconds", "processor seconds");
        seconds.forEach((name, series) -> out.printf("%-42s %-24s %s%n", name, series, cpu(name)));
    }

    /** One line about a goal: what it is, what came out, and whether that will do. */
    static void goal(PrintStream out, String what, double most, double came, String detail) {
        out.printf(
                Locale.ROOT,
                "%-62s <= %4.2f  %5.2f  %-7s %s%n",
                what,
                most,
                came,
                came <= most ? "reached" : "MISSED",
                detail);
    }
}
