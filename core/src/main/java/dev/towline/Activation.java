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
    private boolean begun;

    private Activation(
            LockedDestination here, Path dest, Settings settings, Attempt attempt, Staging staging, boolean begun) {
        this.here = here;
        this.dest = dest;
        this.disk = settings.disk();
        this.attempt = attempt;
        this.staging = staging;
        this.begun = begun;
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
        Optional<Path> earlier = here.owed().flatMap(Journal.Entry::staging).filter(Files::isDirectory);
        if (earlier.isPresent()) {
            Activation taken = reopen(here, dest, settings, attempt, earlier.get());
            here.owe(entry.staging(earlier.get()).step(Journal.Step.ACTIVATE));
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
        Activation fresh = new Activation(here, dest, settings, attempt, staging, false);
        attempt.onFailure(fresh);
        return fresh;
    }

    /** Goes on in the staging directory of a deploy that may have changed something already. */
    static Activation reopen(LockedDestination here, Path dest, Settings settings, Attempt attempt, Path directory)
            throws IOException {
        Activation activation =
                new Activation(here, dest, settings, attempt, Staging.reopen(settings.disk(), directory), true);
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
        Journal.Entry owed = here.owed().orElseThrow().reason(failure.kind() + " " + failure.getMessage());
        attempt.tidy(
                "taking it back could not be written into the journal", () -> here.owe(owed.step(Journal.Step.UNDO)));
        try {
            mover().undo();
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    Blame.sentence(e) + "; what was there before is kept in " + staging.path() + "/trash", e);
        }
        here.step(Journal.Step.RESTORED);
        return TargetState.RESTORED;
    }

    /** What there was to go back to has been told; nothing is owed but removing staging, which the sweep does, too. */
    @Override
    public void clear() throws IOException {
        try {
            here.nothingOwed();
            attempt.tidy(staging.path() + " could not be removed, the next deploy does it", staging::remove);
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
