package dev.towline.crash;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Throws the log away while a test class fails deploys by the thousand; {@code -Dcrash.log=true} keeps it. */
public final class Quiet implements BeforeAllCallback, AfterAllCallback {

    private PrintStream err = System.err;

    @Override
    public void beforeAll(ExtensionContext context) {
        err = System.err;
        if (!Boolean.getBoolean("crash.log")) {
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.setErr(err);
    }
}
