package dev.towline.hook.process;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that says which process the running hook is, for the JVM that comes after this one was killed. What such a
 * killed JVM left running is an orphan: it goes on changing things, and nobody watches its time or cuts its output any
 * more. The file need not last through a power cut, which leaves no process either.
 *
 * <p>A process is known by its number, its start in clock ticks, and the boot of the machine: a number that was given to
 * another process since is left alone. Whoever uses a trace holds the lock of its destination; not thread-safe.
 */
public final class HookTrace {

    private static final Logger LOG = LoggerFactory.getLogger(HookTrace.class);
    private static final String HEADER = "towline-hook 1";
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int LONGEST = 512;

    private final Disk disk;
    private final Path file;

    private HookTrace(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** The trace in {@code file}, whose directory exists while a hook runs. */
    public static HookTrace at(Disk disk, Path file) {
        return new HookTrace(disk, file);
    }

    /** A hook runs as {@code process}. When that cannot be written the hook runs on, with a warning. */
    public void started(ProcessHandle process) {
        Optional<ProcessStat> stat = ProcessStat.of(process.pid());
        if (stat.isEmpty()) {
            return;
        }
        try (Dir directory = disk.openParent(file)) {
            String text = HEADER + "\n" + process.pid() + " " + stat.get().started() + " " + boot() + "\n";
            disk.replaceUnsynced(directory, name(), text);
        } catch (IOException e) {
            LOG.warn("{} cannot be written; if Towline is killed now, its hook runs on: {}", file, e.toString());
        }
    }

    /** The hook has ended. */
    public void ended() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Dir directory = disk.openParent(file)) {
            directory.unlink(name());
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", file, e.toString());
        }
    }

    /**
     * Ends the hook that a killed JVM left running, with its session: SIGTERM, five seconds of grace, SIGKILL. What it
     * started in a session of its own is not reached. A hook whose shell has ended is no orphan: what it left in the
     * background lives on, as it does when nobody is killed.
     *
     * @return whether there was one
     */
    public boolean endOrphan() {
        Optional<ProcessHandle> orphan = orphan();
        orphan.ifPresent(HookTrace::end);
        ended();
        return orphan.isPresent();
    }

    private static void end(ProcessHandle orphan) {
        LOG.warn("ending process {}, a hook that a killed Towline left running", orphan.pid());
        Ending ending = new Ending(ProcessTree.ofOrphan(orphan));
        Set<Long> survivors = ending.carryOut();
        if (!survivors.isEmpty()) {
            LOG.warn("survived SIGKILL: {}", survivors);
        }
        if (ending.interrupted()) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ProcessHandle> orphan() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            List<String> lines = text().lines().toList();
            if (lines.size() != 2 || !lines.get(0).equals(HEADER)) {
                throw new IOException("it is not a line `" + HEADER + "` and one more");
            }
            String[] words = lines.get(1).split(" ", 3);
            long pid = Long.parseLong(words[0]);
            long started = Long.parseLong(words[1]);
            return words[2].equals(boot()) && isAlive(pid, started)
                    ? ProcessHandle.of(pid).filter(process -> isAlive(pid, started))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read, so no hook can be found by it: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private String text() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a regular file");
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII);
        }
    }

    private static boolean isAlive(long pid, long started) {
        return ProcessStat.of(pid)
                .filter(ProcessStat::isAlive)
                .filter(stat -> stat.started() == started)
                .isPresent();
    }

    private String name() {
        return file.getFileName().toString();
    }

    private static String boot() throws IOException {
        return Files.readString(BOOT, StandardCharsets.US_ASCII).strip();
    }
}
