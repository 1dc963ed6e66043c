package dev.towline.testkit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Programs that a test compares Towline with. */
public final class RealTools {

    private RealTools() {}

    /** Skips the test by name when a program is not on PATH; fails it under {@code -Dtools.it=required}. */
    public static void require(String program) {
        boolean found = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(String.valueOf(System.getenv("PATH")))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        if (found) {
            return;
        }
        String message = "the program " + program + " is not on PATH";
        if ("required".equals(System.getProperty("tools.it"))) {
            fail(message + ", but tools.it=required: install the Debian package " + program);
        }
        abort(message);
    }
}
