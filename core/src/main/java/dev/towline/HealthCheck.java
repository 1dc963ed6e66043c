package dev.towline;

import java.io.IOException;

/**
 * Says whether what was deployed is well: a program's own part of the CHECK phase. Asked again and again until it says
 * so or the check's deadline ends; runs beside the manifest's {@code check} commands.
 */
@FunctionalInterface
public interface HealthCheck {

    /**
     * Whether the release works.
     *
     * @param request the deploy that asks
     * @throws IOException means the same as {@code false}, with a reason
     */
    boolean passes(DeployRequest request) throws IOException, InterruptedException;
}
