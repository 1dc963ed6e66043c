package dev.towline.journal;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to deploy to one destination. At most one deploy on this host has it at a time, among all that use one state
 * directory: an entry in a registry of the JVM keeps its threads apart, and then the lock on a file keeps processes apart.
 * The kernel drops that lock when the process ends, however it ends. Safe for use by several threads.
 *
 * <p>The lock file stays when the lock is given up: a process that waits for a removed file would wait for nobody.
 */
public final class DestinationLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationLock.class);
    private static final String DIRECTORY = "lock";
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int LONGEST_HOLDER = 512;

    private final Dir directory;
    private final LockName name;
    private final Registration registration;
    private final FileChannel file;
    private final AtomicBoolean held = new AtomicBoolean(true);

    private DestinationLock(Dir directory, LockName name, Registration registration, FileChannel file) {
        this.directory = directory;
        this.name = name;
        this.registration = registration;
        this.file = file;
    }

    /**
     * Takes the lock of the destination {@code key}, waiting for others to give it up.
     *
     * @param key the destination's, any text
     * @param me told to those who come while it is held
     * @param patience how long to wait; zero asks once
     * @throws BusyException when others had it all the time
     * @throws IOException when the lock's file cannot be used, or is not the running user's own
     */
    public static DestinationLock acquire(Disk disk, Path stateDirectory, String key, LockHolder me, Duration patience)
            throws BusyException, IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Dir directory = open(disk, stateDirectory);
        DestinationLock lock;
        try {
            lock = await(directory, LockName.of(key), patience);
        } catch (Throwable e) {
            directory.close();
            throw e;
        }
        lock.tell(disk, me);
        return lock;
    }

    private static Dir open(Disk disk, Path stateDirectory) throws IOException {
        disk.privateDirectories(stateDirectory.resolve(DIRECTORY));
        try (Dir state = disk.open(stateDirectory)) {
            return disk.openPrivate(state, DIRECTORY);
        }
    }

    private static DestinationLock await(Dir directory, LockName name, Duration patience)
            throws BusyException, IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            Optional<DestinationLock> lock = ask(directory, name);
            if (lock.isPresent()) {
                return lock.get();
            }
            Duration left = patience.minusNanos(System.nanoTime() - start);
            if (left.isNegative() || left.isZero()) {
                throw new BusyException(holder(directory, name));
            }
            TimeUnit.NANOSECONDS.sleep((left.compareTo(PAUSE) < 0 ? left : PAUSE).toNanos());
        }
    }

    private static Optional<DestinationLock> ask(Dir directory, LockName name) throws IOException {
        Stat stat = directory.stat();
        Optional<Registration> registration = Registration.of(stat.dev() + "-" + stat.ino() + "-" + name.lock());
        if (registration.isEmpty()) {
            return Optional.empty(); // and the file stays shut: closing it again would end the other one's lock
        }
        Optional<FileChannel> file = Optional.empty();
        try {
            file = lock(directory, name);
        } finally {
            if (file.isEmpty()) {
                registration.get().close();
            }
        }
        return file.map(locked -> new DestinationLock(directory, name, registration.get(), locked));
    }

    private static Optional<FileChannel> lock(Dir directory, LockName name) throws IOException {
        requireOwn(directory, name);
        FileChannel file = directory.openForLocking(name.lock());
        boolean locked = false;
        try {
            locked = file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.warn(
                    "{}: something else in this JVM has locked it",
                    directory.path().resolve(name.lock()));
        } catch (IOException e) {
            throw new IOException(directory.path().resolve(name.lock()) + " cannot be locked: " + e.getMessage(), e);
        } finally {
            if (!locked) {
                file.close();
            }
        }
        return locked ? Optional.of(file) : Optional.empty();
    }

    private static void requireOwn(Dir directory, LockName name) throws IOException {
        Optional<Stat> there = directory.stat(name.lock());
        if (there.isPresent() && !(there.get().isFile() && there.get().uid() == Disk.uid())) {
            throw new IOException(directory.path().resolve(name.lock())
                    + " is refused as a lock: it must be a regular file of the running user; remove it");
        }
    }

    /** Whoever has the lock says so beside it, where a look does not end it. */
    private static Optional<LockHolder> holder(Dir directory, LockName name) {
        try {
            if (directory.stat(name.holder()).filter(Stat::isFile).isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = Channels.newInputStream(directory.read(name.holder()))) {
                return LockHolder.of(new String(in.readNBytes(LONGEST_HOLDER), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be read", directory.path().resolve(name.holder()), e);
            return Optional.empty();
        }
    }

    private void tell(Disk disk, LockHolder me) {
        try {
            disk.replaceUnsynced(directory, name.holder(), me.toLine());
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written, so others will not be told who deploys: {}",
                    directory.path().resolve(name.holder()),
                    e.toString());
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Gives the lock up. May be called again. */
    @Override
    public void close() {
        if (!held.compareAndSet(true, false)) {
            return;
        }
        try (directory;
                registration;
                file) { // closed in this order from the end
            directory.unlink(name.holder());
        } catch (IOException e) {
            LOG.debug("{} was given up, but not tidily", directory.path().resolve(name.lock()), e);
        }
    }
}
