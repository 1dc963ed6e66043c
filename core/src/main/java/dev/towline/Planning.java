package dev.towline;

import dev.towline.manifest.Check;
import dev.towline.manifest.Commands;
import dev.towline.manifest.Manifest;
import dev.towline.sync.Baseline;
import dev.towline.sync.PathFilter;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.staging.Intake;
import dev.towline.sync.staging.Staged;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out what a deploy would change: its artifact is poured into an intake that keeps nothing. */
final class Planning {

    private final Wanted wanted;
    private final Settings settings;
    private final Attempt attempt;

    Planning(Wanted wanted, Settings settings, Attempt attempt) {
        this.wanted = wanted;
        this.settings = settings;
        this.attempt = attempt;
    }

    DeployPlan plan() throws IOException, InterruptedException, DeployException {
        if (wanted.place().isEmpty()) {
            return plan(List.of(), List.of(), List.of(), attempt.bytes());
        }
        Baseline baseline = wanted.place().get().baseline();
        Staged tree = new Pouring(wanted, settings, attempt, PathFilter.NOTHING)
                .into(rules -> Intake.forPlan(settings.disk(), baseline, rules))
                .tree();
        ByteCounts bytes = new ByteCounts(attempt.bytes().fetched(), tree.bytesWritten(), tree.bytesReused());
        return plan(items(tree, tree.addedPaths()), items(tree, tree.changedPaths()), removed(tree), bytes);
    }

    private DeployPlan plan(
            List<DeployPlan.Item> added,
            List<DeployPlan.Item> changed,
            List<DeployPlan.Item> removed,
            ByteCounts bytes) {
        Manifest manifest = wanted.manifest();
        return new DeployPlan(
                manifest.deployment(),
                manifest.release(),
                manifest.dest(),
                added,
                changed,
                removed,
                redacted(manifest.commands()),
                redacted(manifest.check().map(Check::commands).orElse(List.of())),
                bytes);
    }

    private static List<DeployPlan.Item> items(Staged tree, List<String> paths) {
        return paths.stream()
                .map(path -> new DeployPlan.Item(
                        path, tree.index().find(path).map(TreeEntry::size).orElse(0L)))
                .toList();
    }

    private static List<DeployPlan.Item> removed(Staged tree) {
        return tree.removedPaths().entrySet().stream()
                .map(entry -> new DeployPlan.Item(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Commands redacted(Commands commands) {
        Map<String, String> env = new LinkedHashMap<>();
        commands.env().forEach((name, value) -> env.put(name, attempt.redacted(value)));
        return new Commands(
                redacted(commands.pre()),
                redacted(commands.post()),
                redacted(commands.success()),
                redacted(commands.failure()),
                env);
    }

    private List<String> redacted(List<String> lines) {
        return lines.stream().map(attempt::redacted).toList();
    }
}
