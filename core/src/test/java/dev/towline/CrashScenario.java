package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.DiskImage;
import dev.towline.crash.Protocol;
import dev.towline.disk.Watch;
import java.io.IOException;
import java.net.URI;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A deploy that a power cut may hit, and what must hold of its destination then, before and after recovery. */
abstract class CrashScenario implements Protocol {

    final CrashHost host;
    NavigableMap<String, String> oldTree;
    NavigableMap<String, String> newTree;
    URI release;
    private int recoveries;

    CrashScenario(CrashHost host) {
        this.host = host;
    }

    /** What is there before, and which release comes then. */
    abstract void begin() throws Exception;

    /** What the deploy leads to. */
    NavigableMap<String, String> end() {
        return newTree;
    }

    /** What is wrong with the destination of a disk that was not recovered yet. */
    abstract Optional<String> wrong(DiskImage disk);

    @Override
    public final void prepare() throws Exception {
        begin();
        oldTree = host.tree();
        DiskImage start = host.image();
        complete();
        newTree = host.tree();
        start.writeTo(host.home);
        interrupt();
    }

    /** What happened before that is not over. */
    void interrupt() throws Exception {}

    /** What leads to the new tree when nothing fails. */
    void complete() {
        assertThat(act(Watch.NONE).failure()).isEmpty();
    }

    /** What a power cut interrupts. */
    DeployResult act(Watch watch) {
        return host.deploy(release, watch);
    }

    /** What is done after recovery: the same again. */
    DeployResult again() throws IOException {
        return act(Watch.NONE);
    }

    @Override
    public void run(Watch watch) throws Exception {
        requireEnd(act(watch));
    }

    void requireEnd(DeployResult result) throws IOException {
        assertThat(result.failure()).isEmpty();
        assertThat(host.tree()).isEqualTo(end());
    }

    @Override
    public final Optional<String> wrong(DiskImage disk, boolean ended) {
        NavigableMap<String, String> tree = CrashHost.tree(disk);
        if (ended && !tree.equals(end())) {
            return Optional.of("what was deployed does not last: " + tree);
        }
        return wrong(disk);
    }

    @Override
    public final void recover() throws Exception {
        boolean reachable = ++recoveries % 3 != 0;
        for (DeployResult result : host.recover(Watch.NONE, reachable)) {
            requireTruth(result);
        }
        assertThat(neither(host.tree())).isEmpty();

        requireEnd(again());

        assertThat(host.leftovers()).isEmpty();
        host.requireCanary();
    }

    private void requireTruth(DeployResult result) throws IOException {
        switch (result.report().target()) {
            case CHANGED -> assertThat(host.tree()).isEqualTo(newTree);
            case RESTORED -> assertThat(host.tree()).isEqualTo(oldTree);
            case UNTOUCHED -> assertThat(host.tree()).isIn(oldTree, newTree);
            case UNKNOWN ->
                throw new AssertionError(
                        "recovery does not know what it left", result.failure().orElse(null));
        }
    }

    /** Each file is one complete old or one complete new one; only where types change there may be none in between. */
    Optional<String> mixed(NavigableMap<String, String> tree) {
        Set<String> paths = new TreeSet<>(oldTree.keySet());
        paths.addAll(newTree.keySet());
        paths.addAll(tree.keySet());
        for (String path : paths) {
            String now = tree.getOrDefault(path, "nothing");
            String before = oldTree.getOrDefault(path, "nothing");
            String after = newTree.getOrDefault(path, "nothing");
            boolean isDirectory = now.startsWith("d") && (before.startsWith("d") || after.startsWith("d"));
            boolean isGap = now.equals("nothing") && changesType(path);
            if (!now.equals(before) && !now.equals(after) && !isDirectory && !isGap) {
                return Optional.of(path + " was " + before + ", is to be " + after + ", and is " + now);
            }
        }
        return Optional.empty();
    }

    private boolean changesType(String path) {
        for (String at = path; ; at = at.substring(0, at.lastIndexOf('/'))) {
            String before = oldTree.getOrDefault(at, "n");
            String after = newTree.getOrDefault(at, "n");
            if (before.charAt(0) != after.charAt(0)) {
                return true;
            }
            if (at.indexOf('/') < 0) {
                return false;
            }
        }
    }

    /** The tree is wholly the old one or wholly the new one. */
    Optional<String> neither(NavigableMap<String, String> tree) {
        return tree.equals(oldTree) || tree.equals(newTree)
                ? Optional.empty()
                : Optional.of("the tree is neither wholly old nor wholly new: " + tree);
    }
}
