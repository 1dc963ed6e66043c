package dev.towline.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JavaHookTest {

    @TempDir
    Path scratch;

    private final Told told = new Told();

    private Hook.Builder hook(String command) {
        return Hook.of("pre", command).scratch(scratch).onOutput(told);
    }

    private static HookRunner drain(HookRunner drain) {
        return HookRunners.withJava(Map.of("drain", drain), HookRunners.shell());
    }

    @Test
    void runsBesideShellLines() throws Exception {
        HookRunner runner = drain(hook -> {
            hook.output("in Java: " + hook.command() + hook.environment() + hook.stdin());
            return HookResult.passed();
        });

        assertThat(runner.run(hook("java:drain web 30s")
                                .environment(Map.of("A", "b"))
                                .stdin("log")
                                .build())
                        .isPassed())
                .isTrue();
        assertThat(runner.run(hook("echo in a shell").build()).isPassed()).isTrue();
        assertThat(told.lines()).containsExactly("in Java: java:drain web 30s{A=b}Optional[log]", "in a shell");
    }

    @Test
    void aNameThatNobodyRegisteredFailsAndTheOthersAreNamed() throws Exception {
        HookResult result =
                drain(hook -> HookResult.passed()).run(hook("java:drian").build());

        assertThat(result.failure()).contains("names the Java hook drian, but only these are registered: [drain]");
    }

    @Test
    void anExceptionOfTheHookIsAFailedHook() throws Exception {
        HookResult result = drain(hook -> {
                    throw new IllegalStateException("no balancer");
                })
                .run(hook("java:drain").build());

        assertThat(result.failure()).contains("failed with java.lang.IllegalStateException: no balancer");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void anIOExceptionAndAnErrorReachTheCaller() {
        assertThatIOException()
                .isThrownBy(() -> drain(hook -> {
                            throw new IOException("unreachable");
                        })
                        .run(hook("java:drain").build()))
                .withMessage("unreachable");
        assertThatExceptionOfType(LinkageError.class)
                .isThrownBy(() -> drain(hook -> {
                            throw new LinkageError();
                        })
                        .run(hook("java:drain").build()));
    }

    @Test
    @DisplayName("H2 a Java hook is interrupted when its time is up")
    void timesOut() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        HookResult result = drain(hook -> {
                    try {
                        new CountDownLatch(1).await();
                        return HookResult.passed();
                    } finally {
                        interrupted.countDown();
                    }
                })
                .run(hook("java:drain")
                        .timeout(Optional.of(Duration.ofMillis(200)))
                        .build());

        assertThat(result.failure()).contains("timed out after 0.2s");
        assertThat(result.warnings()).isEmpty();
        assertThat(interrupted.getCount()).isZero();
    }

    @Test
    @DisplayName("H2 a Java hook that ignores its interruption is left behind with a warning, and no longer heard")
    void cannotBeKilled() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        HookResult result = drain(hook -> {
                    boolean waiting = true;
                    while (waiting) {
                        try {
                            over.await();
                            waiting = false;
                        } catch (InterruptedException e) {
                            hook.output("not now");
                        }
                    }
                    hook.output("too late");
                    ended.countDown();
                    return HookResult.passed();
                })
                .run(hook("java:drain")
                        .timeout(Optional.of(Duration.ofMillis(200)))
                        .build());
        over.countDown();
        ended.await();

        assertThat(result.failure()).contains("timed out after 0.2s");
        assertThat(result.warnings()).containsExactly("its thread ignores the interruption and still runs");
        assertThat(told.lines()).containsExactly("not now");
    }

    @Test
    void anInterruptionOfTheCallerReachesTheHook() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<HookResult> task = new FutureTask<>(() -> drain(hook -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return HookResult.passed();
                    } finally {
                        interrupted.countDown();
                    }
                })
                .run(hook("java:drain").build()));
        Thread thread = new Thread(task);
        thread.start();
        running.await();
        thread.interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(task::get)
                .withCauseInstanceOf(InterruptedException.class);
        assertThat(interrupted.getCount()).isZero();
    }
}
