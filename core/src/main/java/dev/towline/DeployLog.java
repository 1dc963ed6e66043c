package dev.towline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The log of one deploy as {@code success} and {@code failure} commands read it: the first and the last lines, and how
 * many were left out between them.
 */
final class DeployLog implements DeployListener {

    private static final int FIRST = 200;
    private static final int LAST = 800;

    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private long leftOut;

    @Override
    public synchronized void on(DeployEvent event) {
        if (event instanceof DeployEvent.PhaseStarted started) {
            add(event, started.phase().word() + " started");
        } else if (event instanceof DeployEvent.PhaseEnded ended) {
            add(
                    event,
                    ended.phase().word() + (ended.passed() ? " passed" : " failed") + " after "
                            + ended.duration().toMillis() + " ms");
        } else if (event instanceof DeployEvent.HookStarted started) {
            add(event, started.phase().word() + ": " + started.command());
        } else if (event instanceof DeployEvent.HookOutput output) {
            add(event, output.line());
        } else if (event instanceof DeployEvent.Warning warning) {
            add(event, "warning: " + warning.message());
        }
    }

    /** Adds a line of Towline's own. */
    synchronized void add(DeployEvent event, String text) {
        String line = event.at() + " " + text;
        if (first.size() < FIRST) {
            first.add(line);
            return;
        }
        last.add(line);
        if (last.size() > LAST) {
            last.remove();
            leftOut++;
        }
    }

    /** All of it as text, each line ended. */
    synchronized String text() {
        StringBuilder text = new StringBuilder();
        first.forEach(line -> text.append(line).append('\n'));
        if (leftOut > 0) {
            text.append("... ").append(leftOut).append(" lines left out ...\n");
        }
        last.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
