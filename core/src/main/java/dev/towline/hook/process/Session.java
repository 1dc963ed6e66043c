package dev.towline.hook.process;

import dev.towline.hook.process.ProcessTree.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of a session whose leader was started by {@code setsid}: orphans and job control included. */
final class Session implements ProcessTree {

    private final ProcessHandle leader;
    private final BooleanSupplier leaderLives;

    private Session(ProcessHandle leader, BooleanSupplier leaderLives) {
        this.leader = leader;
        this.leaderLives = leaderLives;
    }

    /** The session of a process that this JVM has just started, and that may not have made it yet. */
    static Session of(Process leader) {
        return new Session(leader.toHandle(), leader::isAlive);
    }

    /** The session of a process that another JVM started. */
    static Session ofOrphan(ProcessHandle leader) {
        return new Session(leader, () -> false); // it is a member like any other
    }

    @Override
    public Set<Long> living() {
        Stream<Long> started = leaderLives.getAsBoolean() ? Stream.of(leader.pid()) : Stream.empty();
        return Stream.concat(started, members().stream().map(ProcessStat::pid)).collect(Collectors.toSet());
    }

    /** A group is signalled in one call, so that no process can fork out of it meanwhile. */
    @Override
    public void signal(Signal signal) {
        List<ProcessStat> members = members();
        try {
            List<String> kill = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" -- \"$@\"", signal.name()));
            kill.add("-" + leader.pid());
            members.stream()
                    .map(ProcessStat::group)
                    .filter(group -> group > 1 && group != leader.pid())
                    .distinct()
                    .forEach(group -> kill.add("-" + group));
            ProcessBuilder command = new ProcessBuilder(kill)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            command.environment().clear();
            command.start().onExit().join();
        } catch (IOException noMoreProcesses) {
            members.forEach(member -> member.signal(signal));
        }
        if (signal == Signal.KILL) {
            leader.destroyForcibly(); // when it has not even become a leader yet
        } else {
            leader.destroy();
        }
    }

    private List<ProcessStat> members() {
        return ProcessStat.all().stream()
                .filter(stat -> stat.session() == leader.pid() && stat.isAlive())
                .toList();
    }
}
