package dev.towline;

import static dev.towline.DeployPhase.CHECK;

import dev.towline.hook.Hook;
import dev.towline.hook.HookEnvironment;
import dev.towline.hook.HookResult;
import dev.towline.hook.process.HookTrace;
import dev.towline.journal.KeptRelease;
import dev.towline.manifest.Check;
import dev.towline.manifest.Commands;
import dev.towline.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs the commands of one deploy, in the environment and with the log that they are promised. */
final class Hooks {

    private Settings settings;
    private final Attempt attempt;
    private Optional<Manifest> believed = Optional.empty();
    private Optional<String> previous = Optional.empty();
    private Optional<String> reason = Optional.empty();
    private boolean recovered;

    Hooks(Settings settings, Attempt attempt) {
        this.settings = settings;
        this.attempt = attempt;
    }

    /** From here on there are commands to run: those of {@code manifest}. */
    void belongTo(Manifest manifest) {
        believed = Optional.of(manifest);
    }

    /** The release was deployed here before: its commands have the variables that they had then. */
    void keepTo(KeptRelease.Terms terms) {
        settings = settings.under(terms);
    }

    /** What was deployed there before; commands are told. */
    void follow(Optional<String> release) {
        previous = release;
    }

    /** Why commands run that would not without a reason. */
    void because(String why) {
        reason = Optional.of(why);
    }

    /** The deploy was begun by another process; commands are told. */
    void areRecovered() {
        recovered = true;
    }

    /** Runs the phase's commands in order; the first that fails ends it. */
    void run(DeployPhase phase) throws IOException, InterruptedException, HookFailedException {
        for (String command : commands(phase)) {
            HookResult result = run(phase, command, timeout(), Optional.empty());
            if (!result.isPassed()) {
                throw failed(phase, command, result);
            }
        }
    }

    /** Asks the manifest's check and the program's health check until both pass or the deadline ends. */
    void check() throws IOException, InterruptedException, DeployException {
        Check check = manifest().check().orElse(NO_CHECK);
        if (check.commands().isEmpty() && settings.healthCheck().isEmpty()) {
            return;
        }
        long end = System.nanoTime() + check.deadline().toNanos();
        boolean last = false;
        while (true) {
            Optional<String> complaint = round(check, end);
            if (complaint.isEmpty()) {
                return;
            }
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (last || left.isNegative() || left.isZero()) {
                throw new DeployException(
                        CHECK,
                        "check-failed",
                        "check did not pass within " + shown(check.deadline()) + ": " + complaint.get(),
                        null);
            }
            last = left.compareTo(check.interval()) <= 0;
            Thread.sleep((last ? left.dividedBy(2) : check.interval()).toMillis());
        }
    }

    /** One round of checking: what is wrong, if anything. */
    private Optional<String> round(Check check, long end) throws IOException, InterruptedException {
        for (String command : check.commands()) {
            HookResult result = run(CHECK, command, Optional.of(until(end)), Optional.empty());
            if (!result.isPassed()) {
                return Optional.of(sentence(command, result));
            }
        }
        return settings.healthCheck().isEmpty()
                ? Optional.empty()
                : ask(settings.healthCheck().get(), until(end));
    }

    private Optional<String> ask(HealthCheck check, Duration limit) throws InterruptedException {
        try (Deadline deadline = new Deadline(Optional.of(limit))) {
            try {
                return check.passes(attempt.request()) ? Optional.empty() : Optional.of("the health check says no");
            } catch (InterruptedException e) {
                if (deadline.claimsInterrupt()) {
                    return Optional.of("the health check does not answer in time");
                }
                throw e;
            } catch (IOException | RuntimeException e) {
                return Optional.of("the health check says: " + Blame.sentence(e));
            }
        }
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    /** Tells the {@code success} commands; what they do changes nothing. */
    void tell(DeployPhase phase) {
        tell(phase, Optional.empty());
    }

    /** Tells the {@code failure} commands why, unless the manifest was not believed, or nothing was tried. */
    void tell(DeployPhase phase, DeployException failure) {
        if (!failure.isRejection() && !failure.kind().equals(DeployException.BUSY)) {
            tell(phase, Optional.of(failure));
        }
    }

    private void tell(DeployPhase phase, Optional<DeployException> failure) {
        if (believed.isEmpty() || commands(phase).isEmpty()) {
            return;
        }
        try {
            attempt.phase(phase, () -> {
                for (String command : commands(phase)) {
                    tell(phase, command, failure);
                }
                return phase;
            });
        } catch (DeployException e) {
            attempt.warn(String.valueOf(e.getMessage()));
        }
    }

    private void tell(DeployPhase phase, String command, Optional<DeployException> failure)
            throws InterruptedException {
        try {
            HookResult result = run(phase, command, timeout(), failure);
            result.failure().ifPresent(how -> attempt.warn(sentence(command, result)));
        } catch (IOException | RuntimeException | Error e) {
            attempt.warn(phase.word() + " hook `" + command + "`: " + Blame.sentence(e));
        }
    }

    private HookResult run(
            DeployPhase phase, String command, Optional<Duration> timeout, Optional<DeployException> failure)
            throws IOException, InterruptedException {
        LockedDestination here = attempt.here();
        Path scratch = here.scratch();
        settings.disk().privateDirectories(scratch);
        HookTrace trace = here.hookTrace(settings.disk());
        try {
            attempt.hookStarted(phase, command);
            Hook.Builder hook = Hook.of(phase.word(), command)
                    .environment(environment(phase, failure).variables())
                    .scratch(scratch)
                    .timeout(timeout)
                    .onStart(trace::started)
                    .onOutput(line -> attempt.hookOutput(phase, line));
            if (phase == DeployPhase.SUCCESS || phase == DeployPhase.FAILURE) {
                hook.stdin(attempt.log());
            }
            HookResult result = settings.hookRunner().run(hook.build());
            result.warnings().forEach(attempt::warn);
            return result;
        } finally {
            trace.ended();
            clear(scratch);
        }
    }

    private void clear(Path scratch) {
        try {
            settings.disk().removeTree(scratch);
        } catch (IOException e) {
            attempt.warn(scratch + " could not be removed: " + Blame.sentence(e));
        }
    }

    private HookEnvironment environment(DeployPhase phase, Optional<DeployException> failure) {
        Manifest manifest = manifest();
        HookEnvironment environment = settings.hooksInheritEnvironment()
                ? HookEnvironment.inheriting(settings.environment())
                : HookEnvironment.clean(settings.environment(), settings.hookVariables());
        environment = environment
                .manifestVariables(manifest.commands().env())
                .release(manifest.release())
                .previous(previous)
                .phase(phase.word())
                .manifest(manifest.location());
        if (manifest.deployment().isPresent()) {
            environment = environment.deployment(manifest.deployment().get());
        }
        if (manifest.dest().isPresent()) {
            environment = environment.dest(manifest.dest().get());
        }
        if (recovered) {
            environment = environment.recovered();
        }
        Optional<String> why =
                failure.<String>map(e -> String.valueOf(e.getMessage())).or(() -> reason);
        return why.isPresent() ? environment.reason(why.get()) : environment;
    }

    private List<String> commands(DeployPhase phase) {
        Commands commands = manifest().commands();
        return switch (phase) {
            case PRE -> commands.pre();
            case POST -> commands.post();
            case SUCCESS -> commands.success();
            case FAILURE -> commands.failure();
            default -> throw new IllegalArgumentException(phase + " has no commands of its own");
        };
    }

    private Manifest manifest() {
        return believed.orElseThrow();
    }

    private Optional<Duration> timeout() {
        return manifest().hookTimeout().or(settings::hookTimeout);
    }

    private HookFailedException failed(DeployPhase phase, String command, HookResult result) {
        String message = attempt.redacted(phase.word() + " hook " + sentence(command, result));
        return new HookFailedException(phase, attempt.redacted(command), result.status(), message);
    }

    private String sentence(String command, HookResult result) {
        return "`" + command + "` " + result.failure().orElse("passed");
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static final Check NO_CHECK = new Check(List.of(), Check.DEFAULT_DEADLINE, Check.DEFAULT_INTERVAL);
}
