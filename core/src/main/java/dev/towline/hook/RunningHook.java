package dev.towline.hook;

import dev.towline.hook.process.Ending;
import dev.towline.hook.process.ProcessStat;
import dev.towline.hook.process.ProcessTree;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A command that runs: watched until it ends, its time is up, or somebody loses patience. */
final class RunningHook {

    private static final long POLL_MILLIS = 100;

    private final Hook hook;
    private final Process process;
    private final ProcessTree tree;
    private final HookOutput output;
    private final long start = System.nanoTime();

    RunningHook(Hook hook, Process process, ProcessTree tree, HookOutput output) {
        this.hook = hook;
        this.process = process;
        this.tree = tree;
        this.output = output;
    }

    HookResult awaitEnd() throws IOException, InterruptedException {
        boolean inTime;
        try {
            hook.started(process.toHandle());
            inTime = endsInTime();
        } catch (InterruptedException e) {
            new Ending(tree).carryOut();
            output.tellRest();
            throw e;
        } catch (Throwable broken) {
            new Ending(tree).carryOut();
            throw broken;
        }
        return inTime ? ended() : timedOut();
    }

    private boolean endsInTime() throws IOException, InterruptedException {
        boolean more = false;
        while (!process.waitFor(more ? 0 : pause(), TimeUnit.MILLISECONDS)) {
            if (Thread.interrupted()) {
                throw new InterruptedException(hook + " was ended");
            }
            more = output.tellSome();
            if (left().isNegative()) {
                return false;
            }
        }
        return true;
    }

    private long pause() {
        return Math.max(1, Math.min(POLL_MILLIS, left().toMillis()));
    }

    private Duration left() {
        return hook.timeout()
                .map(limit -> limit.minusNanos(System.nanoTime() - start))
                .orElse(Duration.ofMillis(POLL_MILLIS));
    }

    private HookResult ended() throws IOException {
        output.tellRest();
        HookResult result = ExitStatus.result(process.exitValue());
        Set<Long> left = tree.living();
        return left.isEmpty() ? result : result.warning("left running in the background: " + processes(left));
    }

    private HookResult timedOut() throws IOException, InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        Ending ending = new Ending(tree);
        Set<Long> survivors = ending.carryOut();
        output.tellRest();
        if (ending.interrupted()) {
            throw new InterruptedException(hook + " was ended");
        }
        int status = process.isAlive() || process.exitValue() == 0 ? ExitStatus.TERMINATED : process.exitValue();
        HookResult result = HookResult.failed(
                status, "timed out after " + inWords(hook.timeout().orElseThrow()));
        Set<Long> escaped = family.stream()
                .map(ProcessHandle::pid)
                .filter(pid -> ProcessStat.of(pid).filter(ProcessStat::isAlive).isPresent())
                .filter(pid -> !survivors.contains(pid))
                .collect(Collectors.toSet());
        if (!survivors.isEmpty()) {
            result = result.warning("survived SIGKILL: " + processes(survivors));
        }
        return escaped.isEmpty()
                ? result
                : result.warning("left the hook's session and still running: " + processes(escaped));
    }

    static String inWords(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String processes(Collection<Long> ids) {
        return ids.stream().sorted().map(String::valueOf).collect(Collectors.joining(", ", "process ", ""));
    }
}
