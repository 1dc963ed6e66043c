package dev.towline.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The question that a mirror is asked when {@code wanted} shall replace what is at the target. */
record Asked(SampleTree wanted, Set<String> left, Change change) {

    static Asked of(Target target, SampleTree release) throws IOException {
        SampleTree wanted = release.without(target.excluded());
        SampleTree there =
                Files.isDirectory(target.dest()) ? SampleTree.read(target.dest()) : new SampleTree(new TreeMap<>());
        Set<String> left = wanted.nodes().entrySet().stream()
                .filter(e -> isSameFile(e.getValue(), there.nodes().get(e.getKey())))
                .map(e -> e.getKey())
                .collect(Collectors.toSet());
        Baseline baseline = Baseline.of(target.dest(), Baseline.Unchanged.LEAVE);
        return new Asked(wanted, left, Change.of(target, wanted.index(), left, baseline, true, List.of()));
    }

    /** Equal in content and mode, as staging compares. */
    private static boolean isSameFile(SampleTree.Node wanted, SampleTree.@Nullable Node there) {
        return there != null
                && wanted.type() == TreeEntry.Type.FILE
                && there.type() == TreeEntry.Type.FILE
                && wanted.mode() == there.mode()
                && Objects.equals(wanted.text(), there.text());
    }
}
