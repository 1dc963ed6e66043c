package dev.towline.hook;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs {@code java:NAME} commands in this JVM, each on a thread of its own, and hands on all others. */
final class JavaRunner implements HookRunner {

    private static final String PREFIX = "java:";
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Map<String, HookRunner> named;
    private final HookRunner otherwise;

    JavaRunner(Map<String, HookRunner> named, HookRunner otherwise) {
        this.named = new TreeMap<>(named);
        this.otherwise = otherwise;
    }

    @Override
    public HookResult run(Hook hook) throws IOException, InterruptedException {
        String command = hook.command().strip();
        if (!command.startsWith(PREFIX)) {
            return otherwise.run(hook);
        }
        String name = command.substring(PREFIX.length()).split("\\s", 2)[0];
        HookRunner runner = named.get(name);
        return runner == null
                ? HookResult.failed(
                        127, "names the Java hook " + name + ", but only these are registered: " + named.keySet())
                : onOwnThread(name, runner, hook);
    }

    private static HookResult onOwnThread(String name, HookRunner runner, Hook hook)
            throws IOException, InterruptedException {
        GatedOutput output = new GatedOutput(hook);
        FutureTask<HookResult> task = new FutureTask<>(() -> runner.run(output.gated()));
        Thread thread = new Thread(task, "hook java:" + name);
        thread.setDaemon(true);
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException(hook + " was not started");
            }
            thread.start();
            return task.get(nanos(hook.timeout().orElse(FOREVER)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            HookResult result = HookResult.failed(
                    ExitStatus.TERMINATED,
                    "timed out after " + RunningHook.inWords(hook.timeout().orElse(FOREVER)));
            return ended(thread) ? result : result.warning("its thread ignores the interruption and still runs");
        } catch (InterruptedException e) {
            ended(thread);
            throw e;
        } catch (ExecutionException e) {
            return failure(Objects.requireNonNull(e.getCause()));
        } finally {
            output.close();
        }
    }

    private static long nanos(Duration limit) {
        return TimeUnit.NANOSECONDS.convert(limit);
    }

    private static boolean ended(Thread thread) throws InterruptedException {
        thread.interrupt();
        thread.join(GRACE.toMillis());
        return !thread.isAlive();
    }

    private static HookResult failure(Throwable cause) throws IOException {
        if (cause instanceof IOException e) {
            throw e;
        } else if (cause instanceof Error e) {
            throw e;
        }
        return HookResult.failed(1, "failed with " + cause);
    }
}
