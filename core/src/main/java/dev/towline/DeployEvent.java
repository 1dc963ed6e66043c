package dev.towline;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** One fact about a deploy while it runs. Holds no credentials. */
public sealed interface DeployEvent {

    /** Whose deploy it is: the very object that was handed to {@link Deployer#deploy(DeployRequest)}. */
    DeployRequest request();

    /** When it happened, by the wall clock. */
    Instant at();

    /** A phase began. */
    record PhaseStarted(DeployRequest request, Instant at, DeployPhase phase) implements DeployEvent {}

    /** A phase ended, well or not, after {@code duration}. */
    record PhaseEnded(DeployRequest request, Instant at, DeployPhase phase, Duration duration, boolean passed)
            implements DeployEvent {}

    /**
     * STAGE came further; told a few times a second at most.
     *
     * @param fetched bytes of the artifact so far
     * @param total the artifact's length, when known
     * @param entries of the tree so far
     */
    record Progress(DeployRequest request, Instant at, long fetched, OptionalLong total, long entries)
            implements DeployEvent {}

    /** A command printed a line. */
    record HookOutput(DeployRequest request, Instant at, DeployPhase phase, String line) implements DeployEvent {}

    /** A command began. */
    record HookStarted(DeployRequest request, Instant at, DeployPhase phase, String command) implements DeployEvent {}

    /** Something an operator should know although it does not stop the deploy. */
    record Warning(DeployRequest request, Instant at, String message) implements DeployEvent {}

    /** The deploy is over; the last event of a request. */
    record Finished(DeployRequest request, Instant at, DeployResult result) implements DeployEvent {}
}
