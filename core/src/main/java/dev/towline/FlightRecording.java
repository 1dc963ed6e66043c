package dev.towline;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Writes ended phases into the flight recording that runs, if one does. Needs the module {@code jdk.jfr}. */
final class FlightRecording implements DeployListener {

    /** The listener, where this Java runtime can record at all. */
    static DeployListener whereAvailable() {
        boolean available = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
        return available ? new FlightRecording() : event -> {};
    }

    @Override
    public void on(DeployEvent event) {
        if (event instanceof DeployEvent.PhaseEnded ended && FlightRecorder.isInitialized()) {
            Phase phase = new Phase();
            phase.manifest = ended.request().toString();
            phase.phase = ended.phase().word();
            phase.passed = ended.passed();
            phase.millis = ended.duration().toMillis();
            phase.commit();
        }
    }

    @Name("dev.towline.DeployPhase")
    @Label("Deploy Phase")
    @Category("Towline")
    @StackTrace(false)
    static final class Phase extends Event {
        @Label("Manifest")
        String manifest = "";

        @Label("Phase")
        String phase = "";

        @Label("Passed")
        boolean passed;

        @Label("Milliseconds")
        long millis;
    }
}
