package dev.towline;

import dev.towline.manifest.Manifest;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.download.Redaction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One deploy while it runs: tells what happens, gives every failure its address, and knows the way back. Phases run on
 * the thread that made it; telling is safe from any thread.
 */
final class Attempt implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
    private static final int MOST_WARNINGS = 1000;
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

    /** The way back from wherever a deploy is. */
    @FunctionalInterface
    interface WayBack {

        /** Takes back what was done so far and says what is at the destination then. */
        TargetState go(DeployException failure) throws IOException;

        /** Lets go of what going back needed; nothing is owed afterwards. */
        default void clear() throws IOException {}

        /** Leaves what going back needs for another try. */
        default void leave() throws IOException {}
    }

    /** Work that the outcome does not depend on. */
    @FunctionalInterface
    interface Chore {
        void run() throws IOException;
    }

    private final String id;
    private final DeployRequest request;
    private final Settings settings;
    private final DeployLog log = new DeployLog();
    private final Deadline deadline;
    private final List<PhaseTiming> phases = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private volatile Redaction redaction = Redaction.of(Set.of());
    private Optional<Manifest> manifest = Optional.empty();
    private WayBack wayBack = failure -> TargetState.UNTOUCHED;
    private Set<String> secrets = Set.of();
    private Optional<LockedDestination> here = Optional.empty();
    private Optional<String> cutOff = Optional.empty();
    private boolean borrowed;
    private FileCounts files = FileCounts.NONE;
    private ByteCounts bytes = ByteCounts.NONE;
    private long lastProgress = System.nanoTime();
    private boolean interrupted;
    private boolean over;

    Attempt(DeployRequest request, Settings settings) {
        this(UUID.randomUUID().toString(), request, settings);
    }

    /** An attempt that goes on where the deploy {@code id} was cut off. */
    Attempt(String id, DeployRequest request, Settings settings) {
        this.id = id;
        this.request = request;
        this.settings = settings;
        this.deadline = new Deadline(request.deadline());
    }

    DeployRequest request() {
        return request;
    }

    /** Tells this deploy from all others, in the journal and the history. */
    String id() {
        return id;
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
            if (Thread.interrupted() || deadline.isOver()) {
                throw new InterruptedException();
            }
            passed = true;
            return result;
        } catch (Throwable e) { // what a stranger's class throws must not leave a half deploy either
            throw blame(phase, e);
        } finally {
            Duration duration = Duration.ofNanos(System.nanoTime() - begin);
            boolean well = passed;
            phases.add(new PhaseTiming(phase, duration));
            tell(now -> new DeployEvent.PhaseEnded(request, now, phase, duration, well));
        }
    }

    private DeployException blame(DeployPhase phase, Throwable e) {
        boolean cut = Thread.interrupted() || e instanceof InterruptedException;
        if (!cut) {
            return Blame.of(phase, e, redaction);
        }
        Throwable cause = redaction.apply(e);
        if (deadline.claimsInterrupt()) {
            return new DeployException(phase, "deadline", phase.word() + ": the deadline ended it", cause);
        }
        interrupted = true;
        return new DeployException(phase, "interrupted", phase.word() + " was interrupted", cause);
    }

    /** From here on the manifest is known: results name it, and its secrets are kept out of everything. */
    void know(Manifest known) {
        manifest = Optional.of(known);
        hide(known.secrets());
        known.warnings().forEach(this::warn);
    }

    /** From here on this deploy alone may change its destination; the lock is released when the deploy is over. */
    void holds(LockedDestination locked) {
        here = Optional.of(locked);
    }

    /** Keeps these out of everything, too. */
    void hide(Set<String> more) {
        Set<String> all = new HashSet<>(secrets);
        all.addAll(more);
        secrets = all;
        redaction = Redaction.of(all);
    }

    /** The release that is deployed. */
    Optional<String> release() {
        return manifest.map(Manifest::release).or(() -> cutOff);
    }

    /** The address of its manifest, without anything secret. */
    String manifest() {
        return manifest.map(known -> ArtifactRequest.of(known.location()).toString())
                .orElseGet(request::toString);
    }

    /** The destination, once it is locked. */
    LockedDestination here() {
        return here.orElseThrow();
    }

    /** Goes on with what is owed for {@code release} at a destination that somebody else holds, and will release. */
    void goesOnAt(LockedDestination locked, String release) {
        here = Optional.of(locked);
        cutOff = Optional.of(release);
        borrowed = true;
    }

    private void unlock() {
        if (!borrowed) {
            here.ifPresent(LockedDestination::close);
        }
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

    void wrote(long more) {
        bytes = new ByteCounts(bytes.fetched(), bytes.written() + more, bytes.reused());
    }

    /** How much of the tree, as it is staged now, was there already. */
    void reuses(long all) {
        bytes = new ByteCounts(bytes.fetched(), bytes.written(), all);
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
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(clean);
        }
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
        if (over) {
            return; // from a thread that a hook left behind
        }
        DeployEvent event = fact.apply(settings.clock().instant());
        log.on(event);
        for (DeployListener listener : settings.listeners()) {
            try {
                listener.on(event);
            } catch (Throwable e) { // whatever it is, the deploy has nothing to do with it
                LOG.warn("{}: a listener failed", request, e);
            }
        }
    }

    /** Nothing may stop the deploy any more: not its deadline, and not an interrupt that only wanted to stop it. */
    void protect() {
        deadline.close();
        interrupted |= Thread.interrupted();
    }

    /** Goes back as far as it went, and says what is at the destination now. */
    TargetState takeBack(DeployException failure) {
        protect();
        TargetState target = goBack(failure);
        log.add(settings.clock().instant(), String.valueOf(failure.getMessage()));
        log.add(settings.clock().instant(), "destination: " + target.name().toLowerCase(Locale.ROOT));
        return target;
    }

    private TargetState goBack(DeployException failure) {
        try {
            return CommitThread.call(() -> wayBack.go(failure));
        } catch (Throwable e) {
            failure.addSuppressed(redaction.apply(e));
            warn("taking back failed, the destination needs a look: " + Blame.sentence(e));
            return TargetState.UNKNOWN;
        }
    }

    /** Lets go of what going back needed, unless it failed and has to be tried again. */
    private void clear(TargetState target) {
        try {
            CommitThread.call(() -> {
                if (target == TargetState.UNKNOWN) {
                    wayBack.leave();
                } else {
                    wayBack.clear();
                }
                return wayBack;
            });
        } catch (Exception e) {
            warn("tidying up failed, the next deploy does it: " + Blame.sentence(e));
        }
    }

    /** Does work whose failure is only a warning, {@code complaint} and why. */
    void tidy(String complaint, Chore chore) {
        try {
            chore.run();
        } catch (IOException | RuntimeException e) {
            warn(complaint + ": " + Blame.sentence(e));
        }
    }

    DeployResult deployed(TargetState target) {
        return finish(new DeployResult.Deployed(report(target)));
    }

    DeployResult alreadyCurrent() {
        return finish(new DeployResult.AlreadyCurrent(report(TargetState.UNTOUCHED)));
    }

    /** It is over, and this is how: first it is remembered, then what going back needed may go. */
    DeployResult failed(DeployException failure, TargetState target) {
        DeployResult soFar = failure(failure, target);
        try {
            if (!(soFar instanceof DeployResult.Rejected) && !(soFar instanceof DeployResult.Busy)) {
                here.ifPresent(locked -> record(locked, soFar, failure));
            }
        } finally {
            clear(target);
        }
        return finish(failure(failure, target));
    }

    private DeployResult failure(DeployException failure, TargetState target) {
        DeployReport report = report(target);
        if (failure.isRejection()) {
            return new DeployResult.Rejected(report, failure);
        }
        if (failure.kind().equals(DeployException.BUSY)) {
            return new DeployResult.Busy(report, failure);
        }
        return target == TargetState.RESTORED
                ? new DeployResult.RolledBack(report, failure)
                : new DeployResult.Failed(report, failure);
    }

    /** Remembers how this deploy failed. */
    private void record(LockedDestination locked, DeployResult result, DeployException failure) {
        try {
            new Bookkeeping(settings, this, locked).failed(result, failure);
        } catch (IOException | RuntimeException e) {
            warn("the deploy could not be recorded: " + Blame.sentence(e));
        }
    }

    /** The lock is released before anybody is told, so that whoever is told may deploy again. */
    private DeployResult finish(DeployResult result) {
        unlock();
        synchronized (this) {
            tell(now -> new DeployEvent.Finished(request, now, result));
            over = true;
        }
        return result;
    }

    private synchronized DeployReport report(TargetState target) {
        return new DeployReport(
                manifest.flatMap(Manifest::deployment).or(request::deployment),
                release(),
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
        unlock();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
