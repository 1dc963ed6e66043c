package dev.towline.examples.agent;

import dev.towline.DeployException;
import dev.towline.DeployResult;

/** The exit statuses that other programs rely on. */
final class ExitStatus {

    static final int DEPLOYED = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int REJECTED = 3;
    static final int BUSY = 4;

    private ExitStatus() {}

    static int of(DeployResult result) {
        if (result instanceof DeployResult.Busy) {
            return BUSY;
        }
        return result.failure().map(ExitStatus::of).orElse(DEPLOYED);
    }

    static int of(DeployException failure) {
        return failure.isRejection() ? REJECTED : FAILED;
    }
}
