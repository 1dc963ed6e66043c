package dev.towline.examples.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a person sits. */
final class Terminal {

    private Terminal() {}

    static boolean isStandardInput() {
        return isDescriptor(0);
    }

    static boolean isStandardError() {
        return isDescriptor(2);
    }

    private static boolean isDescriptor(int number) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(number)))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
