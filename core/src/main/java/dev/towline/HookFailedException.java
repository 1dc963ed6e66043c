package dev.towline;

/** Says which command of the manifest failed, and how. */
public final class HookFailedException extends DeployException {

    private static final long serialVersionUID = 1;

    private final String command;
    private final int status;

    HookFailedException(DeployPhase phase, String command, int status, String message) {
        super(phase, "hook-failed", message, null);
        this.command = command;
        this.status = status;
    }

    /** The line as the manifest has it, secret values removed. */
    public String command() {
        return command;
    }

    /** Its exit status; 128 and the signal's number when a signal ended it. */
    public int status() {
        return status;
    }
}
