package dev.towline.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import dev.towline.disk.NativeText;
import dev.towline.disk.Op;
import dev.towline.hook.process.ProcessTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FloodTest {

    @TempDir
    Path scratch;

    private final Told told = new Told();

    private Hook.Builder hook(String command) {
        return Hook.of("pre", command)
                .environment(Map.of("PATH", "/usr/bin:/bin"))
                .scratch(scratch)
                .onOutput(told);
    }

    @Test
    @DisplayName("H6 of a flood the beginning and the end are told, with the number of bytes in between")
    void beginningAndEnd() throws Exception {
        HookResult result = HookRunners.shell()
                .run(hook("seq -f %.0f 1 5000000; head -c 30000000 /dev/zero | tr '\\0' 'x'; echo; seq 1 2000")
                        .build());

        assertThat(result.isPassed()).isTrue();
        List<String> lines = told.lines();
        assertThat(lines).startsWith("1", "2", "3").endsWith("1999", "2000");
        assertThat(lines)
                .filteredOn(line -> line.endsWith("bytes of output left out]"))
                .hasSize(1);
        assertThat(lines.stream().mapToLong(String::length).sum()).isLessThan(HookOutput.CAP + 2L * HookOutput.KEPT);
        int gap = lines.indexOf(lines.stream()
                .filter(line -> line.endsWith("left out]"))
                .findFirst()
                .orElseThrow());
        assertThat(lines.subList(0, gap).stream()
                        .mapToLong(line -> line.length() + 1)
                        .sum())
                .isGreaterThanOrEqualTo(HookOutput.KEPT);
    }

    @Test
    @DisplayName("H6 the file of a flood is cut at every look, so that it cannot fill the disk")
    void fileIsCut() throws Exception {
        AtomicLong cuts = new AtomicLong();
        Disk disk = new Disk(op -> cuts.addAndGet(op.call() == Op.Call.TRUNCATE ? 1 : 0));
        Path step = scratch.resolve("step");
        Files.createDirectory(step);
        String flood = "head -c 20000000 /dev/zero; "
                + "until [ $(stat -L -c %s /proc/$$/fd/1) -lt 1000000 ]; do sleep 0.05; done; ";
        new ShellRunner(disk, NativeText.ofThisJvm(), ProcessTree.onThisHost())
                .run(hook(flood.repeat(5) + "echo end").build());

        assertThat(cuts).hasValueGreaterThanOrEqualTo(5);
        assertThat(told.line(told.lines().size() - 1)).endsWith("end");
    }

    @Test
    @DisplayName("H6 output below the cap is told whole")
    void belowTheCap() throws Exception {
        HookRunners.shell().run(hook("seq 1 1000000").build());

        assertThat(told.lines()).hasSize(1_000_000).endsWith("1000000");
    }

    @Test
    @DisplayName("H6 one line of a gigabyte without end, binary, fits into a heap of 16 MiB")
    void oneGigabyteLine() throws Exception {
        List<String> report = HookOnce.in(
                scratch, "exec \"$@\"", Map.of(), "head -c 1000000000 /dev/zero", "-Xmx16m", "-XX:+UseSerialGC");

        assertThat(report).endsWith("passed");
        assertThat(report.get(0)).startsWith("\\x00\\x00").hasSizeBetween(8192, 8196);
    }
}
