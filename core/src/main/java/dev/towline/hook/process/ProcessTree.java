package dev.towline.hook.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** A process with all that it started, as far as it can be found, seen as one thing that can be ended. */
public interface ProcessTree {

    enum Signal {
        TERM,
        KILL
    }

    /** Its processes that have not ended, by their ids. */
    Set<Long> living();

    /** Sends {@code signal} to every one of them. */
    void signal(Signal signal);

    /** How a command is started so that its processes can be found again. */
    record Launch(List<String> prefix, Function<Process, ProcessTree> tree, Optional<String> warning) {

        /** The command line that starts {@code words} so. */
        public List<String> command(String... words) {
            List<String> all = new ArrayList<>(prefix);
            all.addAll(List.of(words));
            return all;
        }
    }

    /** A session of its own for each command where the program {@code setsid} is present. */
    static Launch onThisHost() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of("/usr/bin", "/bin"), Arrays.stream(path.split(":")))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, "setsid"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(ProcessTree::sessions)
                .orElseGet(ProcessTree::descendants);
    }

    private static Launch sessions(Path setsid) {
        return new Launch(List.of(setsid.toString()), Session::of, Optional.empty());
    }

    /** What is left without {@code setsid}: a process whose parent has ended is not found. */
    static Launch descendants() {
        return new Launch(
                List.of(),
                process -> new Descendants(process.toHandle()),
                Optional.of("setsid (util-linux) is missing: had it been ended, processes in the background might have"
                        + " survived"));
    }

    /** The processes of {@code orphan}, which {@link #onThisHost()} had another JVM start. */
    static ProcessTree ofOrphan(ProcessHandle orphan) {
        boolean leads = ProcessStat.of(orphan.pid())
                .filter(stat -> stat.session() == orphan.pid())
                .isPresent();
        return leads ? Session.ofOrphan(orphan) : new Descendants(orphan);
    }
}
