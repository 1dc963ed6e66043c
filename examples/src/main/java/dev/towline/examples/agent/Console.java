package dev.towline.examples.agent;

import dev.towline.DeployEvent;
import dev.towline.DeployListener;
import dev.towline.DeployPhase;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows a person or a log file how a deploy goes: on a terminal one moving line a phase, else a line a fact. */
final class Console implements DeployListener {

    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private long stageBegan;

    Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Console onStandardError() {
        return new Console(System.err, Terminal.isStandardError());
    }

    @Override
    public void on(DeployEvent event) {
        if (event instanceof DeployEvent.PhaseStarted started) {
            stageBegan = started.phase() == DeployPhase.STAGE ? System.nanoTime() : stageBegan;
            moving(started.phase().word() + " ...");
        } else if (event instanceof DeployEvent.Progress progress) {
            moving(progress(progress));
        } else if (event instanceof DeployEvent.PhaseEnded ended) {
            line(ended.phase().word() + (ended.passed() ? " done in " : " FAILED after ") + shown(ended.duration()));
        } else if (event instanceof DeployEvent.HookStarted hook) {
            line(hook.phase().word() + ": " + Json.escaped(hook.command()));
        } else if (event instanceof DeployEvent.HookOutput output) {
            line(output.phase().word() + "| " + output.line());
        } else if (event instanceof DeployEvent.Warning warning) {
            line("warning: " + Json.escaped(warning.message()));
        }
    }

    private String progress(DeployEvent.Progress progress) {
        double seconds = (System.nanoTime() - stageBegan) / 1e9;
        double rate = seconds > 0 ? progress.fetched() / seconds : 0;
        String text = "stage " + megabytes(progress.fetched()) + ", " + progress.entries() + " entries, "
                + megabytes((long) rate) + "/s";
        if (progress.total().isPresent() && rate > 0) {
            double left = (progress.total().getAsLong() - progress.fetched()) / rate;
            text += ", " + shown(Duration.ofMillis((long) (1000 * left))) + " left";
        }
        return text;
    }

    /** A line that the next one replaces; only a terminal sees it. */
    private void moving(String text) {
        if (terminal) {
            out.print(CLEAR + text);
            out.flush();
        }
    }

    private void line(String text) {
        out.println(terminal ? CLEAR + text : text);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", (double) bytes / 1e6);
    }

    private static String shown(Duration duration) {
        return duration.toMillis() < 10_000
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%d:%02d min", duration.toMinutes(), duration.toSecondsPart());
    }
}
