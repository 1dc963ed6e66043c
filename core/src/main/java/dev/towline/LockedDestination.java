package dev.towline;

import dev.towline.disk.Disk;
import dev.towline.hook.process.HookTrace;
import dev.towline.journal.BusyException;
import dev.towline.journal.DestinationLock;
import dev.towline.journal.DestinationState;
import dev.towline.journal.Journal;
import dev.towline.journal.KeptRelease;
import dev.towline.journal.LockHolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A destination that one deploy alone may change, with what the state directory knows of it and what its journal says is
 * owed. Not thread-safe.
 */
final class LockedDestination implements AutoCloseable {

    private DestinationState state;
    private DestinationLock lock;
    private Optional<Journal.Entry> owed;

    private LockedDestination(DestinationState state, DestinationLock lock) throws IOException {
        this.state = state;
        this.lock = lock;
        this.owed = state.journal().read();
    }

    /**
     * Locks a destination, waiting up to {@code patience} for whoever has it.
     *
     * @param release what for; whoever finds it locked is told
     */
    static LockedDestination lock(Settings settings, DestinationState state, String release, Duration patience)
            throws BusyException, IOException, InterruptedException {
        DestinationLock lock = acquire(settings, state, release, patience);
        try {
            return new LockedDestination(state, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static DestinationLock acquire(Settings settings, DestinationState state, String release, Duration patience)
            throws BusyException, IOException, InterruptedException {
        LockHolder me =
                new LockHolder(ProcessHandle.current().pid(), settings.clock().instant(), release);
        return DestinationLock.acquire(settings.disk(), settings.stateDirectory(), state.key(), me, patience);
    }

    DestinationState state() {
        return state;
    }

    /** A directory for what runs meanwhile; what is in it when nothing runs was left behind. */
    Path scratch() {
        return state.directory().resolve("scratch");
    }

    /** Where the running hook's process is written down. */
    HookTrace hookTrace(Disk disk) {
        return HookTrace.at(disk, state.directory().resolve("hook"));
    }

    /** What the journal says. */
    Optional<Journal.Entry> owed() {
        return owed;
    }

    /** Writes down what is owed from now on. */
    void owe(Journal.Entry entry) throws IOException {
        state.journal().write(entry);
        owed = Optional.of(entry);
    }

    /** Writes down the next step of what is owed. */
    void step(Journal.Step next) throws IOException {
        owe(owed.orElseThrow().step(next));
    }

    /** Nothing is owed any more. */
    void nothingOwed() throws IOException {
        state.journal().close();
        owed = Optional.empty();
    }

    /**
     * Goes on with the record that {@code dest} has now, where directories above it were made meanwhile.
     *
     * @throws BusyException when somebody else was there first
     */
    void follow(Settings settings, Path dest) throws BusyException, IOException, InterruptedException {
        DestinationState now = DestinationState.of(settings.disk(), settings.stateDirectory(), dest);
        if (now.key().equals(state.key())) {
            return;
        }
        Journal.Entry entry = owed.orElseThrow();
        DestinationLock other = acquire(settings, now, entry.release(), Duration.ZERO);
        try {
            if (!state.becomes(now)) {
                take(now, entry);
            }
        } catch (IOException | RuntimeException e) {
            other.close();
            throw e;
        }
        lock.close();
        state = now;
        lock = other;
    }

    /** Goes on in a record that was there already. */
    private void take(DestinationState now, Journal.Entry entry) throws IOException {
        if (now.journal().exists()) {
            throw new IOException(
                    now.owner() + " is owed something by a deploy that was cut off before directories above"
                            + " it were moved: deploy again");
        }
        Optional<KeptRelease.Terms> terms = state.kept(entry.release()).terms();
        if (terms.isPresent()) {
            now.kept(entry.release()).keep(terms.get());
        }
        now.journal().write(entry);
        state.remove();
    }

    @Override
    public void close() {
        lock.close();
    }
}
