package dev.towline;

import dev.towline.manifest.Manifest;
import dev.towline.source.download.Redaction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One deploy while it runs: tells what happens, gives every failure its address, and knows the way back. Phases run on
 * the thread that made it; telling is safe from any thread.
 */
final class Attempt implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
    private static final Duration PROGRESS_PAUSE = Duration.ofMillis(250);

    /** A step of a deploy; whatever it throws gets the phase as its address. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws Exception;
    }

    /** A step without a result. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Takes back what was done so far and says what is at the destination then. */
    @FunctionalInterface
    interface WayBack {
        TargetState go() throws IOException;
    }

    private final DeployRequest request;
    private final Settings settings;
    private final DeployLog log = new DeployLog();
    private final Deadline deadline;
    private final List<PhaseTiming> phases = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Redaction redaction = Redaction.of(Set.of());
    private Optional<Manifest> manifest = Optional.empty();
    private WayBack wayBack = () -> TargetState.UNTOUCHED;
    private FileCounts files = FileCounts.NONE;
    private ByteCounts bytes = ByteCounts.NONE;
    private long lastProgress = System.nanoTime();
    private boolean interrupted;

    Attempt(DeployRequest request, Settings settings) {
        this.request = request;
        this.settings = settings;
        this.deadline = new Deadline(request.deadline());
    }

    DeployRequest request() {
        return request;
    }

    void phase(DeployPhase phase, Work work) throws DeployException {
        phase(phase, () -> {
            work.run();
            return phase;
        });
    }

    /** Runs one phase. */
    <T> T phase(DeployPhase phase, Step<T> step) throws DeployException {
        long begin = System.nanoTime();
        boolean passed = false;
        tell(now -> new DeployEvent.PhaseStarted(request, now, phase));
        try {
            T result = step.run();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            passed = true;
            return result;
        } catch (Exception e) {
            throw blame(phase, e);
        } finally {
            Duration duration = Duration.ofNanos(System.nanoTime() - begin);
            boolean well = passed;
            phases.add(new PhaseTiming(phase, duration));
            tell(now -> new DeployEvent.PhaseEnded(request, now, phase, duration, well));
        }
    }

    private DeployException blame(DeployPhase phase, Exception e) {
        interrupted |= Thread.interrupted() || e instanceof InterruptedException;
        if (interrupted) {
            return deadline.expired()
                    ? new DeployException(phase, "deadline", phase.word() + ": the deadline ended it", e)
                    : new DeployException(phase, "interrupted", phase.word() + " was interrupted", e);
        }
        return Blame.of(phase, e, redaction);
    }

    /** From here on the manifest is known: results name it, and its secrets are kept out of everything. */
    void know(Manifest known) {
        manifest = Optional.of(known);
        redaction = Redaction.of(known.secrets());
        known.warnings().forEach(this::warn);
    }

    /** How to take back everything done so far; replaces what was said before. */
    void onFailure(WayBack way) {
        wayBack = way;
    }

    void count(FileCounts counted) {
        files = counted;
    }

    void fetched(long more) {
        bytes = new ByteCounts(bytes.fetched() + more, bytes.written(), bytes.reused());
    }

    void wrote(long written, long reused) {
        bytes = new ByteCounts(bytes.fetched(), written, reused);
    }

    ByteCounts bytes() {
        return bytes;
    }

    /** Tells how far STAGE is, if the last time is a while ago. */
    synchronized void progress(long fetched, OptionalLong total, long entries) {
        long nanos = System.nanoTime();
        if (nanos - lastProgress >= PROGRESS_PAUSE.toNanos()) {
            lastProgress = nanos;
            tell(now -> new DeployEvent.Progress(request, now, fetched, total, entries));
        }
    }

    synchronized void warn(String message) {
        String clean = redaction.apply(message);
        warnings.add(clean);
        LOG.warn("{}: {}", request, clean);
        tell(now -> new DeployEvent.Warning(request, now, clean));
    }

    void hookStarted(DeployPhase phase, String command) {
        tell(now -> new DeployEvent.HookStarted(request, now, phase, redaction.apply(command)));
    }

    void hookOutput(DeployPhase phase, String line) {
        tell(now -> new DeployEvent.HookOutput(request, now, phase, redaction.apply(line)));
    }

    Redaction redaction() {
        return redaction;
    }

    String redacted(String text) {
        return redaction.apply(text);
    }

    /** What success and failure commands read: this deploy so far. */
    String log() {
        return log.text();
    }

    private synchronized void tell(Function<Instant, DeployEvent> fact) {
        DeployEvent event = fact.apply(settings.clock().instant());
        log.on(event);
        for (DeployListener listener : settings.listeners()) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                LOG.warn("{}: a listener failed", request, e);
            }
        }
    }

    /** Nothing may stop the deploy any more: not its deadline, and not an interrupt that only wants to stop it. */
    private void protect() {
        deadline.disarm();
        interrupted |= Thread.interrupted() && !deadline.expired();
    }

    /** Goes back as far as it went, and says what is at the destination now. */
    TargetState takeBack(DeployException failure) {
        protect();
        try {
            return CommitThread.call(wayBack::go);
        } catch (Exception e) {
            failure.addSuppressed(e);
            warn("taking back failed, the destination needs a look: " + e);
            return TargetState.UNKNOWN;
        }
    }

    DeployResult deployed(TargetState target) {
        return finish(new DeployResult.Deployed(report(target)));
    }

    DeployResult failed(DeployException failure, TargetState target) {
        DeployReport report = report(target);
        if (failure.isRejection()) {
            return finish(new DeployResult.Rejected(report, failure));
        }
        return finish(
                target == TargetState.RESTORED
                        ? new DeployResult.RolledBack(report, failure)
                        : new DeployResult.Failed(report, failure));
    }

    private DeployResult finish(DeployResult result) {
        tell(now -> new DeployEvent.Finished(request, now, result));
        return result;
    }

    private DeployReport report(TargetState target) {
        return new DeployReport(
                manifest.flatMap(Manifest::deployment).or(request::deployment),
                manifest.map(Manifest::release),
                manifest.flatMap(Manifest::dest),
                target,
                files,
                bytes,
                phases,
                warnings);
    }

    /** Hands an interrupt back to the caller's thread, now that everything is in order. */
    @Override
    public void close() {
        deadline.close();
        interrupted |= Thread.interrupted();
        if (interrupted && !deadline.expired()) {
            Thread.currentThread().interrupt();
        }
    }
}
