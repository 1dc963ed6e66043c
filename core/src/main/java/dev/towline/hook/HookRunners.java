package dev.towline.hook;

import dev.towline.disk.Disk;
import dev.towline.disk.NativeText;
import dev.towline.hook.process.ProcessTree;
import java.util.Map;

/** Ready-made {@link HookRunner}s. */
public final class HookRunners {

    private HookRunners() {}

    /**
     * A runner that gives each command to a {@code /bin/sh -c} of its own, in a session of its own ({@code setsid}), with
     * the JVM's working directory.
     *
     * <ul>
     *   <li>The hook ends when its shell ends. A process that it left in the background lives on, named in a warning; what
     *       it prints from then on is not told.
     *   <li>Output and errors are one stream, told line by line while it is printed: UTF-8, control characters escaped,
     *       lines cut after 8,192 characters. It waits in a file in {@link Hook#scratch()}: of more than 16 MiB only the
     *       beginning (at least 64 KiB) and the last 64 KiB are told, with a line in between that says so.
     *   <li>A command that exceeds its timeout gets SIGTERM with everything it started, and SIGKILL five seconds later. A
     *       process that made itself a session of its own ({@code setsid}, a daemon) is not reached, but named in a
     *       warning where it can be seen; only a control group (systemd: {@code KillMode=control-group}) catches all.
     *   <li>A status of 0 passes, every other one fails.
     *   <li>A command or variable that the JVM's locale cannot express is an {@link java.io.IOException}, before anything
     *       runs.
     * </ul>
     */
    public static HookRunner shell() {
        return new ShellRunner(new Disk(), NativeText.ofThisJvm(), ProcessTree.onThisHost());
    }

    /**
     * A runner that gives commands of the form {@code java:NAME ...} to the runner registered as {@code NAME} and all
     * others to {@code otherwise}. A registered runner gets the whole command and runs on a thread of its own, which is
     * interrupted when its timeout has passed; Java cannot end a thread that ignores this, so five seconds later the hook
     * fails with a warning while the thread may still run. A {@link RuntimeException} is a failed hook, and so is a name
     * that nobody registered.
     *
     * @param named runners by their name without {@code java:}; copied
     */
    public static HookRunner withJava(Map<String, HookRunner> named, HookRunner otherwise) {
        return new JavaRunner(named, otherwise);
    }
}
