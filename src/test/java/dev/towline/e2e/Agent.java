package dev.towline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The agent's jar as an operator runs it: a process with a clean environment and a home of its own. */
final class Agent {

    private static final Path JAR = Path.of(System.getProperty("agent.jar", "")).normalize();
    private static final long LONGEST_SECONDS = 120;

    /** How a run ended, and what it wrote. */
    record Outcome(int status, String out, String err) {}

    private final Path home;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> jvm = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
    private List<String> under = List.of();
    private String order = "";

    Agent(Path home) {
        this.home = home;
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        String coverage = System.getProperty("agent.coverage", "");
        if (!coverage.isBlank()) {
            jvm.add(coverage);
        }
    }

    Agent with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Agent without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** What stands on standard input. */
    Agent reading(Object text) {
        order = text.toString();
        return this;
    }

    /** Counts no coverage: a process that is killed while it writes that down would spoil the file. */
    Agent withoutCoverage() {
        jvm.remove(System.getProperty("agent.coverage", ""));
        return this;
    }

    /** Starts the JVM by this command: a tracer, for example. */
    Agent under(List<String> command) {
        under = List.copyOf(command);
        return this;
    }

    Agent jvm(String option) {
        jvm.add(option);
        return this;
    }

    Path state() {
        return home.resolve(".local/state/towline");
    }

    Outcome run(String... args) {
        return start(args).await();
    }

    Running start(String... args) {
        return launch(Stream.concat(under.stream(), words(args).stream()).toList());
    }

    /** What a shell runs to start the agent. */
    String line(String... args) {
        return String.join(" ", words(args));
    }

    private List<String> words(String... args) {
        List<String> words =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        words.addAll(jvm);
        words.addAll(List.of("-jar", JAR.toString()));
        words.addAll(List.of(args));
        return words;
    }

    /** Starts a program in the agent's directory and environment. */
    Running launch(List<String> command) {
        try {
            Path input = Files.writeString(Files.createTempFile(home, "stdin", ""), order);
            Path out = Files.createTempFile(home, "stdout", "");
            Path err = Files.createTempFile(home, "stderr", "");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(Redirect.to(out.toFile()))
                    .redirectError(Redirect.to(err.toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run that goes on. */
    record Running(Process process, Path out, Path err) {

        /** Sends SIGTERM. */
        Running terminate() {
            process.destroy();
            return this;
        }

        /** What it wrote to standard error so far. */
        String log() {
            return read(err);
        }

        /** What it wrote to standard output so far. */
        String text() {
            return read(out);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends it and what it started, at once. */
        void kill() {
            List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(ended -> ended.onExit().join());
        }

        Outcome await() {
            try {
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the agent did not end; it wrote\n" + log());
                }
                return new Outcome(process.exitValue(), text(), log());
            } catch (InterruptedException e) {
                process.destroyForcibly();
                throw new AssertionError(e);
            }
        }
    }
}
