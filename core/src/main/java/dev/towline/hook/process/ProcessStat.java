package dev.towline.hook.process;

import dev.towline.hook.process.ProcessTree.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /proc/<pid>/stat} says of a process.
 *
 * @param state its letter
 * @param group its process group
 * @param started when it was started, in clock ticks since the machine was
 */
public record ProcessStat(long pid, char state, long group, long session, long started) {

    private static final int STARTED = 22 - 3; // the fields are numbered from 1, and the state is the third

    /** All processes that can be seen. */
    static List<ProcessStat> all() {
        List<ProcessStat> all = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                read(process).ifPresent(all::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return all;
        }
        return all;
    }

    /** Empty when there is no such process. */
    public static Optional<ProcessStat> of(long pid) {
        return read(Path.of("/proc", Long.toString(pid)));
    }

    /** Not ended; a zombie has ended, however long its parent takes to notice. */
    public boolean isAlive() {
        return state != 'Z' && state != 'X';
    }

    void signal(Signal signal) {
        ProcessHandle.of(pid)
                .ifPresent(signal == Signal.KILL ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
    }

    private static Optional<ProcessStat> read(Path process) {
        try {
            return Optional.of(parse(Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** {@code 4711 (name) S parent group session ...}, where the name may hold spaces and parentheses. */
    static ProcessStat parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", STARTED + 2);
        return new ProcessStat(
                Long.parseLong(line.substring(0, line.indexOf(' '))),
                fields[0].charAt(0),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[STARTED]));
    }
}
