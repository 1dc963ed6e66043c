package dev.towline.hook.process;

import dev.towline.disk.Disk;
import dev.towline.hook.Hook;
import dev.towline.hook.HookRunners;
import java.nio.file.Path;
import java.util.Map;

/** A program that runs one hook with a trace and tells its output: {@code <scratch> <trace> <command>}. */
final class HookUntilKilled {

    private HookUntilKilled() {}

    public static void main(String[] args) throws Exception {
        HookTrace trace = HookTrace.at(new Disk(), Path.of(args[1]));
        HookRunners.shell()
                .run(Hook.of("post", args[2])
                        .environment(Map.of("PATH", "/usr/bin:/bin"))
                        .scratch(Path.of(args[0]))
                        .onStart(trace::started)
                        .onOutput(System.out::println)
                        .build());
        trace.ended();
    }
}
