package dev.towline;

import dev.towline.disk.Disk;
import dev.towline.journal.Journal;
import dev.towline.manifest.Manifest;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.mover.Deletions;
import dev.towline.sync.mover.Mover;
import dev.towline.sync.staging.Staging;
import dev.towline.sync.staging.Staging.TreeSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The change of a destination on disk: a staging directory, the moves out of it, and the journal that says what is owed at
 * each moment. From the first move on the way back leads through trash, in this process or in another.
 */
final class Activation implements Attempt.WayBack {

    private final LockedDestination here;
    private final Path dest;
    private final Disk disk;
    private final Attempt attempt;
    private final Staging staging;
    private Optional<Mover> mover = Optional.empty();
    private final Optional<Path> lost;
    private boolean begun;

    private Activation(
            LockedDestination here,
            Path dest,
            Settings settings,
            Attempt attempt,
            Staging staging,
            boolean begun,
            Optional<Path> lost) {
        this.here = here;
        this.dest = dest;
        this.disk = settings.disk();
        this.attempt = attempt;
        this.staging = staging;
        this.begun = begun;
        this.lost = lost;
    }

    /** Makes a staging directory for a release, or takes over the one of a deploy that is still owed. */
    static Activation begin(
            LockedDestination here,
            Path dest,
            Manifest manifest,
            Journal.Entry entry,
            Settings settings,
            Attempt attempt)
            throws IOException {
        Optional<Journal.Entry> unfinished = here.owed().filter(owed -> owed.step() != Journal.Step.STAGE);
        Optional<Path> earlier = unfinished.flatMap(Journal.Entry::staging);
        if (earlier.isPresent()) {
            boolean restored = unfinished.get().step() == Journal.Step.RESTORED;
            if (restored) {
                settings.disk().removeTree(earlier.get());
            }
            Activation taken = restored
                    ? another(here, dest, manifest, settings, attempt, Optional.empty())
                    : resume(here, dest, manifest, settings, attempt);
            here.owe(entry.staging(restored ? taken.staging.path() : earlier.get())
                    .step(Journal.Step.ACTIVATE));
            return taken;
        }
        here.owe(entry);
        attempt.onFailure(new NothingYet(here));
        Staging staging = Staging.create(
                settings.disk(),
                dest,
                settings.stateDirectory(),
                manifest.stagingInside(),
                path -> here.owe(entry.staging(path)));
        Activation fresh = new Activation(here, dest, settings, attempt, staging, false, Optional.empty());
        attempt.onFailure(fresh);
        return fresh;
    }

    /** Goes on with what is owed; where somebody removed its staging directory nothing can be taken back any more. */
    static Activation resume(LockedDestination here, Path dest, Manifest manifest, Settings settings, Attempt attempt)
            throws IOException {
        Path earlier = here.owed().flatMap(Journal.Entry::staging).orElseThrow();
        if (Files.isDirectory(earlier)) {
            return reopen(here, dest, settings, attempt, earlier);
        }
        attempt.warn(Blame.sentence(lost(earlier)));
        return another(here, dest, manifest, settings, attempt, Optional.of(earlier));
    }

    /** A second staging directory of a deploy that may have changed something already; no journal needs to name it. */
    private static Activation another(
            LockedDestination here,
            Path dest,
            Manifest manifest,
            Settings settings,
            Attempt attempt,
            Optional<Path> lost)
            throws IOException {
        Staging staging =
                Staging.create(settings.disk(), dest, settings.stateDirectory(), manifest.stagingInside(), path -> {});
        Activation activation = new Activation(here, dest, settings, attempt, staging, true, lost);
        attempt.onFailure(activation);
        return activation;
    }

    static IOException lost(Path staging) {
        return new IOException("what was there before is lost: " + staging + " was removed by somebody");
    }

    /** Goes on in the staging directory of a deploy that may have changed something already. */
    static Activation reopen(LockedDestination here, Path dest, Settings settings, Attempt attempt, Path directory)
            throws IOException {
        Activation activation = new Activation(
                here, dest, settings, attempt, Staging.reopen(settings.disk(), directory), true, Optional.empty());
        attempt.onFailure(activation);
        return activation;
    }

    Staging staging() {
        return staging;
    }

    /** What the moves would delete. Changes nothing. */
    Deletions deletions(List<Move> moves, PathFilter excluded) throws IOException {
        return mover().deletions(moves, excluded);
    }

    /**
     * Makes the moves, on a thread that nobody interrupts.
     *
     * @param name what the strategy calls the release on disk
     */
    void carryOut(List<Move> moves, TreeSync written, String name) throws Exception {
        CommitThread.call(() -> {
            if (!moves.isEmpty()) {
                mover().carryOut(moves, written, () -> {
                    here.owe(here.owed().orElseThrow().name(name).step(Journal.Step.ACTIVATE));
                    begun = true;
                });
            }
            here.owe(here.owed().orElseThrow().name(name).step(Journal.Step.POST));
            return moves;
        });
    }

    @Override
    public TargetState go(DeployException failure) throws IOException {
        if (!begun) {
            return TargetState.UNTOUCHED;
        }
        if (here.owed().orElseThrow().step() == Journal.Step.RESTORED) {
            return TargetState.RESTORED; // before this process began
        }
        if (lost.isPresent()) {
            throw lost(lost.get());
        }
        Journal.Entry owed = here.owed().orElseThrow().reason(failure.kind() + " " + failure.getMessage());
        attempt.tidy(
                "taking it back could not be written into the journal", () -> here.owe(owed.step(Journal.Step.UNDO)));
        try {
            mover().undo();
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    Blame.sentence(e) + "; what was there before is kept in " + staging.path() + "/trash", e);
        }
        try {
            here.step(Journal.Step.RESTORED);
        } catch (IOException e) { // a full disk lets files be removed: whatever the journal says is not true any more
            attempt.warn("that it was taken back could not be written into the journal: " + Blame.sentence(e));
            here.nothingOwed();
        }
        return TargetState.RESTORED;
    }

    /** What there was to go back to has been told; nothing is owed but removing staging. */
    @Override
    public void clear() throws IOException {
        try {
            if (here.owed().filter(owed -> owed.step() == Journal.Step.RESTORED).isPresent()) {
                here.step(Journal.Step.STAGE);
            }
            attempt.tidy(staging.path() + " could not be removed, the next deploy does it", staging::remove);
            here.nothingOwed();
        } finally {
            close();
        }
    }

    /** Leaves everything as it is for the next try. */
    @Override
    public void leave() throws IOException {
        close();
    }

    /**
     * The release is good: {@code remember}s it, lets go of what taking back would have needed, and says what is at the
     * destination. What fails here is a warning.
     */
    TargetState settle(Consumer<TargetState> remember) {
        TargetState target = begun ? TargetState.CHANGED : TargetState.UNTOUCHED;
        try {
            CommitThread.call(() -> {
                remember.accept(target);
                attempt.tidy("the journal could not be written", () -> here.step(Journal.Step.SETTLE));
                sweepUp();
                return here;
            });
        } catch (Exception e) {
            attempt.warn("tidying up failed: " + Blame.sentence(e));
        }
        return target;
    }

    /** Removes what is retired, and staging. */
    void sweepUp() throws IOException {
        if (begun) {
            attempt.tidy("old releases could not be removed", () -> mover().settle());
        }
        clear();
    }

    private Mover mover() throws IOException {
        if (mover.isEmpty()) {
            mover = Optional.of(new Mover(disk, dest, staging));
        }
        return mover.get();
    }

    private void close() throws IOException {
        try (staging) {
            if (mover.isPresent()) {
                mover.get().close();
            }
        }
    }

    /** The way back before there is anything. */
    private record NothingYet(LockedDestination here) implements Attempt.WayBack {
        @Override
        public TargetState go(DeployException failure) {
            return TargetState.UNTOUCHED;
        }

        @Override
        public void clear() throws IOException {
            here.nothingOwed();
        }
    }
}
