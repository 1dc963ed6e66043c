package dev.towline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.hook.Hook;
import dev.towline.hook.HookResult;
import dev.towline.hook.HookRunner;
import dev.towline.hook.HookRunners;
import dev.towline.testkit.HookRunnerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the contract catches the runner that breaks it, and no other rule does. */
class HookRunnerContractTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                R1SuccessLooksLikeFailure.class,
                R2FailureThrows.class,
                R3LastLineIsLost.class,
                R4VariablesAreExpanded.class,
                R5OwnEnvironmentLeaks.class,
                R6InputIsDropped.class,
                R7ReadingNothingWaits.class,
                R8TimeoutIsIgnored.class,
                R9InterruptionIsSwallowed.class,
                R10OneAtATime.class,
                R11ScratchIsLittered.class,
                R12ProcessIsNotTold.class
            })
    void catchesExactlyTheBrokenRule(Class<? extends HookRunnerContract> broken) {
        assertThat(Contracts.failures(broken)).singleElement().asString().startsWith(Contracts.rule(broken));
    }

    /** A shell runner, bent by a subclass. */
    abstract static class Broken extends HookRunnerContract implements HookRunner {

        final HookRunner shell = HookRunners.shell();

        @Override
        protected final HookRunner runner() {
            return this;
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(8);
        }
    }

    static final class R1SuccessLooksLikeFailure extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            HookResult result = shell.run(hook);
            return hook.command().equals(passes()) ? HookResult.failed(1, "exited with 0") : result;
        }
    }

    static final class R2FailureThrows extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            HookResult result = shell.run(hook);
            if (result.status() == 7) {
                throw new IOException("command failed");
            }
            return result;
        }
    }

    static final class R3LastLineIsLost extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            return shell.run(copy(hook)
                    .onOutput(line -> {
                        if (!line.equals("three")) {
                            hook.output(line);
                        }
                    })
                    .build());
        }
    }

    static final class R4VariablesAreExpanded extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            Map<String, String> bent = new LinkedHashMap<>(hook.environment());
            bent.replaceAll((name, value) -> value.replace("$(d)", ""));
            return shell.run(copy(hook).environment(bent).build());
        }
    }

    static final class R5OwnEnvironmentLeaks extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            Map<String, String> more = new LinkedHashMap<>(System.getenv());
            more.putAll(hook.environment());
            return shell.run(copy(hook).environment(more).build());
        }
    }

    static final class R6InputIsDropped extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            return shell.run(copy(hook).stdin("").build());
        }
    }

    static final class R7ReadingNothingWaits extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            boolean reads = hook.command().equals(copiesInput()) && hook.stdin().isEmpty();
            return shell.run(reads ? copy(hook, "sleep 300").build() : hook);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(3);
        }
    }

    static final class R8TimeoutIsIgnored extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            return shell.run(copy(hook).timeout(Optional.empty()).build());
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(3);
        }
    }

    static final class R9InterruptionIsSwallowed extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException {
            try {
                return shell.run(hook);
            } catch (InterruptedException e) {
                return HookResult.failed(1, "was interrupted");
            }
        }
    }

    static final class R10OneAtATime extends Broken {
        private static final Object LOCK = new Object();

        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            synchronized (LOCK) {
                return shell.run(hook);
            }
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(3);
        }
    }

    static final class R11ScratchIsLittered extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            Files.createTempFile(hook.scratch(), "hook", "");
            return shell.run(hook);
        }
    }

    static final class R12ProcessIsNotTold extends Broken {
        @Override
        public HookResult run(Hook hook) throws IOException, InterruptedException {
            return shell.run(copy(hook).onStart(process -> {}).build());
        }
    }

    private static Hook.Builder copy(Hook hook) {
        return copy(hook, hook.command());
    }

    private static Hook.Builder copy(Hook hook, String command) {
        Hook.Builder copy = Hook.of(hook.phase(), command)
                .environment(hook.environment())
                .scratch(hook.scratch())
                .timeout(hook.timeout())
                .onOutput(hook::output)
                .onStart(hook::started);
        hook.stdin().ifPresent(copy::stdin);
        return copy;
    }
}
