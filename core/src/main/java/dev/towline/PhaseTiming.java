package dev.towline;

import java.time.Duration;

/** How long one phase took, by the monotonic clock. */
public record PhaseTiming(DeployPhase phase, Duration duration) {}
