package dev.towline.hook;

/** A hook whose output goes nowhere once it is closed: a thread that outlives its hook says nothing more. */
final class GatedOutput implements AutoCloseable {

    private final Hook hook;
    private volatile boolean closed;

    GatedOutput(Hook hook) {
        this.hook = hook;
    }

    Hook gated() {
        Hook.Builder gated = Hook.of(hook.phase(), hook.command())
                .environment(hook.environment())
                .scratch(hook.scratch())
                .timeout(hook.timeout())
                .onOutput(this::tell)
                .onStart(hook::started);
        hook.stdin().ifPresent(gated::stdin);
        return gated.build();
    }

    private void tell(String line) {
        if (!closed) {
            hook.output(line);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
