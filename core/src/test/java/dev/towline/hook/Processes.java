package dev.towline.hook;

import static org.awaitility.Awaitility.await;

import dev.towline.hook.process.ProcessStat;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** Looks at real processes. */
final class Processes {

    private Processes() {}

    static boolean isAlive(long pid) {
        return ProcessStat.of(pid).filter(ProcessStat::isAlive).isPresent();
    }

    static boolean isAlive(String pid) {
        return isAlive(Long.parseLong(pid.strip()));
    }

    static void kill(String pid) {
        ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Waits patiently: a loaded machine is no failure. */
    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }
}
