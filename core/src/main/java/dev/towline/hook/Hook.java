package dev.towline.hook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One command of a manifest, with everything a runner needs to run it and two ways to tell what it does meanwhile.
 * Immutable itself; {@link #output} and {@link #started} may be called from any thread.
 */
public final class Hook {

    private final String phase;
    private final String command;
    private final Map<String, String> environment;
    private final Path scratch;
    private final Optional<Duration> timeout;
    private final Optional<String> stdin;
    private final Consumer<String> output;
    private final Consumer<ProcessHandle> started;

    private Hook(Builder builder) {
        this.phase = builder.phase;
        this.command = builder.command;
        this.environment = Collections.unmodifiableMap(new LinkedHashMap<>(builder.environment));
        this.scratch = Objects.requireNonNull(builder.scratch, "scratch");
        this.timeout = builder.timeout;
        this.stdin = builder.stdin;
        this.output = builder.output;
        this.started = builder.started;
    }

    /** A hook for {@code command}, a line of the manifest's {@code phase} ({@code pre}, {@code post}, ...). */
    public static Builder of(String phase, String command) {
        return new Builder(phase, command);
    }

    /** The manifest's word for when it runs: {@code pre}, {@code post}, {@code check}, {@code success}, {@code failure}. */
    public String phase() {
        return phase;
    }

    /** The line as the manifest has it. */
    public String command() {
        return command;
    }

    /** The whole environment of the command, not an addition to the runner's own. */
    public Map<String, String> environment() {
        return environment;
    }

    /** A private directory (0700) that exists until the hook has ended, for whatever the runner must put on disk. */
    public Path scratch() {
        return scratch;
    }

    /** How long the command may run; empty means as long as it likes. */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** What the command reads on standard input; empty means that it reads nothing ({@code /dev/null}). */
    public Optional<String> stdin() {
        return stdin;
    }

    /** Tells one line of the command's output, without its line end, in order. */
    public void output(String line) {
        output.accept(line);
    }

    /** Tells that the command runs as {@code process}. */
    public void started(ProcessHandle process) {
        started.accept(process);
    }

    /** The phase only: the command may hold secrets. */
    @Override
    public String toString() {
        return phase + " hook";
    }

    /** Collects a {@link Hook}; not thread-safe. */
    public static final class Builder {
        private final String phase;
        private final String command;
        private Map<String, String> environment = Map.of();
        private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
        private Optional<Duration> timeout = Optional.empty();
        private Optional<String> stdin = Optional.empty();
        private Consumer<String> output = line -> {};
        private Consumer<ProcessHandle> started = process -> {};

        private Builder(String phase, String command) {
            this.phase = Objects.requireNonNull(phase);
            this.command = Objects.requireNonNull(command);
        }

        public Builder environment(Map<String, String> variables) {
            this.environment = variables;
            return this;
        }

        public Builder scratch(Path directory) {
            this.scratch = directory;
            return this;
        }

        public Builder timeout(Optional<Duration> limit) {
            this.timeout = limit;
            return this;
        }

        public Builder stdin(String text) {
            this.stdin = Optional.of(text);
            return this;
        }

        public Builder onOutput(Consumer<String> lines) {
            this.output = lines;
            return this;
        }

        public Builder onStart(Consumer<ProcessHandle> processes) {
            this.started = processes;
            return this;
        }

        public Hook build() {
            return new Hook(this);
        }
    }
}
