package dev.towline.examples;

import dev.towline.DeployEvent;
import dev.towline.DeployListener;
import java.util.function.Consumer;

/** How do I follow a deploy while it runs? By a listener that picks the events it likes. */
public final class WatchProgress implements DeployListener {

    private final Consumer<String> lines;

    public WatchProgress(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void on(DeployEvent event) {
        if (event instanceof DeployEvent.PhaseStarted started) {
            lines.accept(started.phase().word() + " begins");
        } else if (event instanceof DeployEvent.Progress progress) {
            lines.accept(progress.fetched() + " of "
                    + (progress.total().isPresent() ? progress.total().getAsLong() : "unknown") + " bytes, "
                    + progress.entries() + " entries");
        } else if (event instanceof DeployEvent.HookOutput output) {
            lines.accept(output.phase().word() + " says: " + output.line());
        } else if (event instanceof DeployEvent.Finished finished) {
            lines.accept("over: " + finished.result().outcome());
        }
    }
}
