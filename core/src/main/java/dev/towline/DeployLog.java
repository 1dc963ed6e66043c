package dev.towline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The log of one deploy as {@code success} and {@code failure} commands read it: its beginning and its end, at most half
 * a million characters, and how many lines were left out between them.
 */
final class DeployLog implements DeployListener {

    private static final int FIRST_CHARS = 100_000;
    private static final int LAST_CHARS = 400_000;
    private static final int LONGEST_LINE = 10_000;

    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private long firstChars;
    private long lastChars;
    private long leftOut;

    @Override
    public void on(DeployEvent event) {
        if (event instanceof DeployEvent.PhaseStarted started) {
            add(event.at(), started.phase().word() + " started");
        } else if (event instanceof DeployEvent.PhaseEnded ended) {
            add(
                    event.at(),
                    ended.phase().word() + (ended.passed() ? " passed" : " failed") + " after "
                            + ended.duration().toMillis() + " ms");
        } else if (event instanceof DeployEvent.HookStarted started) {
            add(event.at(), started.phase().word() + ": " + started.command());
        } else if (event instanceof DeployEvent.HookOutput output) {
            add(event.at(), output.line());
        } else if (event instanceof DeployEvent.Warning warning) {
            add(event.at(), "warning: " + warning.message());
        }
    }

    /** Adds a line of Towline's own. */
    synchronized void add(Instant at, String text) {
        String line = at + " " + (text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "..." : text);
        if (last.isEmpty() && firstChars + line.length() <= FIRST_CHARS) {
            first.add(line);
            firstChars += line.length();
            return;
        }
        last.add(line);
        lastChars += line.length();
        while (lastChars > LAST_CHARS) {
            lastChars -= last.remove().length();
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
