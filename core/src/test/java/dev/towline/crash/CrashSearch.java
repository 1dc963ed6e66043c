package dev.towline.crash;

import dev.towline.crash.PowerCut.Survival;
import dev.towline.disk.Op;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks for a power cut that a {@link Protocol} does not survive: after every operation, with everything kept, nothing,
 * and random parts of what did not last yet. Every disk is looked at as it is; those that differ, or a sample of them, are
 * made and recovered, too.
 */
public final class CrashSearch {

    private final Path root;
    private final Protocol protocol;
    private final Random random;
    private Predicate<Op> honest = sync -> true;
    private int parts = 20;
    private int most = Integer.MAX_VALUE;
    private int enough = 3;

    /** A search on what {@code protocol} does to {@code root}; {@code seed} chooses what is random. */
    public CrashSearch(Path root, Protocol protocol, long seed) throws IOException {
        this.root = root.toRealPath();
        this.protocol = protocol;
        this.random = new Random(seed);
    }

    /** Only these syncs do something. */
    public CrashSearch onlySyncs(Predicate<Op> which) {
        honest = which;
        return this;
    }

    /** How many random parts of what does not last are kept after each operation. */
    public CrashSearch parts(int number) {
        parts = number;
        return this;
    }

    /** Recovers no more than this many disks, chosen at random. */
    public CrashSearch recovering(int number) {
        most = number;
        return this;
    }

    /** Recovers no more disks once this many violations were found. */
    public CrashSearch stoppingAfter(int violations) {
        enough = violations;
        return this;
    }

    /**
     * What a search found.
     *
     * @param operations what was recorded
     * @param disks the disks that were looked at
     * @param different how many of them differ
     * @param recovered how many were made and recovered
     * @param violations what did not survive: empty when all is well
     */
    public record Found(int operations, int disks, int different, int recovered, List<String> violations) {

        public Found {
            violations = List.copyOf(violations);
        }

        @Override
        public String toString() {
            return operations + " operations, " + disks + " disks after a power cut, " + different
                    + " of them different, " + recovered + " recovered, " + violations.size() + " violations";
        }
    }

    private record Cut(int done, Survival survival, DiskImage disk) {}

    public Found search() throws Exception {
        protocol.prepare();
        Recorder recorder = new Recorder(root);
        protocol.run(recorder);
        Recorder.Recording recording = recorder.recording();
        PowerCut power = new PowerCut(recording, honest);
        List<String> violations = new ArrayList<>();
        List<Cut> different = new ArrayList<>();
        Set<String> known = new HashSet<>();
        int disks = 0;
        for (int done = 0; done <= power.operations(); done++) {
            for (int part = 0; part < Survival.SOME.ordinal() + parts; part++) {
                Survival survival = Survival.values()[Math.min(part, Survival.SOME.ordinal())];
                DiskImage disk = power.after(done, survival, random);
                disks++;
                if (known.add(disk.fingerprint())) {
                    Cut cut = new Cut(done, survival, disk);
                    different.add(cut);
                    Optional<String> wrong = protocol.wrong(disk, done == power.operations());
                    wrong.ifPresent(what -> violations.add(describe(cut, recording, what)));
                }
            }
        }
        int recovered = 0;
        DiskFiles files = new DiskFiles(root);
        while (!different.isEmpty() && recovered < most && violations.size() < enough) {
            int chosen = most == Integer.MAX_VALUE ? different.size() - 1 : random.nextInt(different.size());
            Cut cut = different.set(chosen, different.get(different.size() - 1));
            different.remove(different.size() - 1);
            files.write(cut.disk());
            recovered++;
            try {
                protocol.recover();
            } catch (Exception | AssertionError e) {
                violations.add(describe(cut, recording, trace(e)));
            }
        }
        return new Found(power.operations(), disks, known.size(), recovered, violations);
    }

    private static String describe(Cut cut, Recorder.Recording recording, String what) {
        StringBuilder text = new StringBuilder();
        text.append("cut after ")
                .append(cut.done())
                .append(" operations, kept ")
                .append(cut.survival());
        for (int i = Math.max(0, cut.done() - 5); i < Math.min(recording.steps().size(), cut.done() + 2); i++) {
            text.append(i == cut.done() ? "\n  -- cut --" : "")
                    .append("\n  ")
                    .append(recording.steps().get(i).op());
        }
        return text.append("\nleft\n").append(cut.disk()).append(what).toString();
    }

    private static String trace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
