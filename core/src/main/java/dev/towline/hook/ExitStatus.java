package dev.towline.hook;

import java.util.List;

/** What the exit status of a shell command says, in words. */
final class ExitStatus {

    private static final List<String> SIGNALS = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");
    static final int TERMINATED = 128 + 15;

    private ExitStatus() {}

    static HookResult result(int status) {
        return status == 0 ? HookResult.passed() : HookResult.failed(status, "exited with " + status + meaning(status));
    }

    private static String meaning(int status) {
        int signal = status - 128;
        if (status == 126) {
            return " (found, but not executable)";
        } else if (status == 127) {
            return " (command not found)";
        } else if (signal >= 1 && signal <= SIGNALS.size()) {
            return " (ended by SIG" + SIGNALS.get(signal - 1) + ")";
        }
        return "";
    }
}
