package dev.towline.hook;

import dev.towline.disk.Disk;
import dev.towline.disk.NativeText;
import dev.towline.hook.process.ProcessTree;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Runs a command as {@code setsid /bin/sh -c COMMAND}, its output in a file that is told while it grows. */
final class ShellRunner implements HookRunner {

    private final Disk disk;
    private final NativeText text;
    private final ProcessTree.Launch launch;

    ShellRunner(Disk disk, NativeText text, ProcessTree.Launch launch) {
        this.disk = disk;
        this.text = text;
        this.launch = launch;
    }

    @Override
    public HookResult run(Hook hook) throws IOException, InterruptedException {
        requireExpressible(hook);
        if (Thread.interrupted()) {
            throw new InterruptedException(hook + " was not started");
        }
        Path room = hook.scratch().resolve("hook-" + UUID.randomUUID());
        disk.privateDirectories(room);
        HookResult result;
        try {
            result = runIn(room, hook);
        } catch (Throwable failure) {
            try {
                disk.removeTree(room);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        return cleared(room, launch.warning().map(result::warning).orElse(result));
    }

    private void requireExpressible(Hook hook) throws IOException {
        text.require(hook.phase() + " hook", hook.command());
        for (Map.Entry<String, String> variable : hook.environment().entrySet()) {
            text.require("the variable " + variable.getKey(), variable.getKey() + variable.getValue());
        }
    }

    private HookResult runIn(Path room, Hook hook) throws IOException, InterruptedException {
        Path out = room.resolve("output");
        disk.privateFile(out);
        try (HookOutput output = new HookOutput(disk, out, hook::output)) {
            Process process = start(hook, input(room, hook), out);
            return new RunningHook(hook, process, launch.tree().apply(process), output).awaitEnd();
        }
    }

    private File input(Path room, Hook hook) throws IOException {
        if (hook.stdin().isEmpty()) {
            return new File("/dev/null");
        }
        Path in = room.resolve("input");
        disk.replace(in, hook.stdin().get());
        return in.toFile();
    }

    private Process start(Hook hook, File input, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command("/bin/sh", "-c", "--", hook.command()))
                .redirectInput(input)
                .redirectOutput(Redirect.appendTo(output.toFile()))
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        try {
            environment.putAll(hook.environment());
            return builder.start();
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException(hook.phase() + " hook could not be started: " + e.getMessage(), e);
        }
    }

    private HookResult cleared(Path room, HookResult result) {
        try {
            disk.removeTree(room);
            return result;
        } catch (IOException e) {
            return result.warning("could not remove " + room + ": " + e.getMessage());
        }
    }
}
