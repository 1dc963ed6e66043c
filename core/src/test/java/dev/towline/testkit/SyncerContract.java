package dev.towline.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.DeployPlan;
import dev.towline.DeployResult;
import dev.towline.hook.HookResult;
import dev.towline.sync.Baseline;
import dev.towline.sync.Change;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.Syncer;
import dev.towline.sync.Target;
import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules that every {@link Syncer} keeps. Extend it, return the syncer, and say what a destination looks like
 * afterwards where it is not simply the release. Releases are deployed by a real deployer to a temporary directory.
 *
 * <ol>
 *   <li>Y1 a release deployed to nothing is there whole
 *   <li>Y2 a release deployed over another is there whole, and nothing else
 *   <li>Y3 the same release again changes nothing
 *   <li>Y4 a plan for the release that is there finds no difference
 *   <li>Y5 a release that fails in place leaves everything as it was
 *   <li>Y6 a first release that fails in place leaves nothing
 *   <li>Y7 the syncer itself writes nothing
 *   <li>Y8 moves stay inside the destination, also where a link leads out
 *   <li>Y9 whatever is at the destination, there is an answer or a refusal that changes nothing
 *   <li>Y10 what is excluded is neither overwritten, deleted nor put
 *   <li>Y11 two destinations are deployed to at the same time
 * </ol>
 */
public abstract class SyncerContract {

    private static final String FAILS = "commands: {post: [fail]}";

    @TempDir
    Path scratch;

    /** The syncer under test; may be the same for all tests. */
    protected abstract Syncer syncer();

    /** Where the tree of the release in use is, after a deploy to {@code dest}. */
    protected Path tree(Path dest) {
        return dest;
    }

    /** Whether a release may be deployed where another one is. */
    protected boolean deploysOverAnother() {
        return true;
    }

    /** Whether what is not in the release goes. */
    protected boolean removesTheRest() {
        return true;
    }

    /** Whether entries of this type are put by themselves; a directory may also only be made for what is in it. */
    protected boolean puts(TreeEntry.Type type) {
        return true;
    }

    @Test
    @DisplayName("Y1 a release deployed to nothing is there whole")
    final void firstReleaseIsWhole() throws Exception {
        SampleRelease release = first().directory("empty", 0700)
                .link("link", "bin/run")
                .link("dangling", "nowhere/at/all")
                .directory("a", 0755)
                .directory("a/b", 0750)
                .file("a/b/c", 0600, "deep");

        assertDeployed(host(syncer()).deploy(dest(), release));

        assertEquals(release.lines(this::puts), SampleRelease.lines(tree(dest()), this::puts));
    }

    @Test
    @DisplayName("Y2 a release deployed over another is there whole, and nothing else")
    final void nextReleaseIsWhole() throws Exception {
        requireOver();
        SmallHost host = host(syncer());
        assertDeployed(host.deploy(dest(), first()));

        assertDeployed(host.deploy(dest(), second()));

        if (removesTheRest()) {
            assertEquals(second().lines(this::puts), SampleRelease.lines(tree(dest()), this::puts));
        } else {
            assertHolds(second());
        }
    }

    @Test
    @DisplayName("Y3 the same release again changes nothing")
    final void sameAgainChangesNothing() {
        requireOver();
        SmallHost host = host(syncer());
        assertDeployed(host.deploy(dest(), first()));
        assertDeployed(host.deploy(dest(), second()));
        TreeSnapshot before = TreeSnapshot.of(dest());

        assertDeployed(host.deploy(dest(), second()));

        before.assertSame(TreeSnapshot.of(dest()));
    }

    @Test
    @DisplayName("Y4 a plan for the release that is there finds no difference")
    final void planOfTheSameIsEmpty() throws Exception {
        SmallHost host = host(syncer());
        assertDeployed(host.deploy(dest(), first()));

        DeployPlan plan = host.plan(dest(), first());

        assertEquals(List.of(), plan.added(), "added");
        assertEquals(List.of(), plan.changed(), "changed");
        assertEquals(List.of(), plan.removed(), "removed");
    }

    @Test
    @DisplayName("Y5 a release that fails in place leaves everything as it was")
    final void failureIsTakenBack() throws Exception {
        requireOver();
        SmallHost host = host(syncer());
        assertDeployed(host.deploy(dest(), first()));
        Files.writeString(dest().resolve("notes.txt"), "written by somebody");
        TreeSnapshot before = TreeSnapshot.of(dest());
        List<Map<String, String>> inPlace = new ArrayList<>();
        host.hooks().on("fail", hook -> {
            inPlace.add(SampleRelease.lines(tree(dest()), this::puts));
            return HookResult.failed(1, "exited with 1");
        });

        DeployResult result = host.deploy(dest(), second(), FAILS);

        assertEquals("rolled-back", result.outcome(), () -> shown(result));
        assertTrue(
                inPlace.get(0).entrySet().containsAll(second().lines(this::puts).entrySet()), "never in place");
        before.assertSame(TreeSnapshot.of(dest()));
    }

    @Test
    @DisplayName("Y6 a first release that fails in place leaves nothing")
    final void failureOfTheFirstLeavesNothing() {
        SmallHost host = host(syncer());
        host.hooks().failing("fail", 1);

        DeployResult result = host.deploy(dest(), new SampleRelease().file("bad", "bad"), FAILS);

        assertEquals("rolled-back", result.outcome(), () -> shown(result));
        assertFalse(Files.exists(dest(), LinkOption.NOFOLLOW_LINKS), "the destination is still there");
    }

    @Test
    @DisplayName("Y7 the syncer itself writes nothing")
    final void syncerWritesNothing() {
        Watched watched = new Watched(true);
        SmallHost host = host(watched);
        assertDeployed(host.deploy(dest(), first()));
        if (deploysOverAnother()) {
            assertDeployed(host.deploy(dest(), second()));
        }

        assertEquals(List.of(), watched.written);
    }

    @Test
    @DisplayName("Y8 moves stay inside the destination, also where a link leads out")
    final void movesStayInside() throws Exception {
        Path outside = Files.createDirectories(scratch.resolve("outside"));
        Files.writeString(outside.resolve("theirs"), "theirs");
        Files.createDirectory(dest());
        Files.createSymbolicLink(dest().resolve("linked"), outside);
        TreeSnapshot before = TreeSnapshot.of(outside);
        Watched watched = new Watched(false);

        host(watched).deploy(dest(), first().directory("linked", 0755).file("linked/ours", "ours"));

        before.assertUntouched(TreeSnapshot.of(outside));
        for (Move move : watched.moves) {
            assertTrue(isInside(move.at()), () -> "leads out of the destination: " + move);
            assertTrue(
                    !(move instanceof Move.Put put) || isInside(put.staged()),
                    () -> "leads out of the staged tree: " + move);
        }
    }

    @Test
    @DisplayName("Y9 whatever is at the destination, there is an answer or a refusal that changes nothing")
    final void anyStateIsAnswered() throws Exception {
        for (Map.Entry<String, Preparation> state : states().entrySet()) {
            Path dest = scratch.resolve("site-" + state.getKey().replace(' ', '-'));
            state.getValue().make(dest);
            TreeSnapshot before = TreeSnapshot.of(dest);
            Watched watched = new Watched(false);

            DeployResult result = host(watched).deploy(dest, second());

            assertEquals(List.of(), watched.thrown, state.getKey());
            if (result.failure().isPresent()) {
                assertEquals(
                        List.of(),
                        before.differences(
                                TreeSnapshot.of(dest), EnumSet.complementOf(EnumSet.of(TreeSnapshot.Aspect.INODE))),
                        () -> state.getKey() + ": refused, but changed: " + shown(result));
            } else {
                assertHolds(dest, second());
            }
        }
    }

    @Test
    @DisplayName("Y10 what is excluded is neither overwritten, deleted nor put")
    final void excludedStays() throws Exception {
        requireOver();
        SmallHost host = host(syncer());
        assertDeployed(host.deploy(dest(), first()));
        Path kept = Files.createDirectory(tree(dest()).toRealPath().resolve("keep"));
        Files.writeString(kept.resolve("data"), "grown here");
        TreeSnapshot before = TreeSnapshot.of(kept);
        SampleRelease next = second().directory("keep", 0755).file("keep/data", "shipped");

        assertDeployed(host.deploy(dest(), next.file("local.conf", "shipped"), "excludes: [/keep/, '*.conf']"));

        before.assertUntouched(TreeSnapshot.of(kept));
        assertFalse(Files.exists(tree(dest()).resolve("local.conf")), "an excluded file was put");
    }

    @Test
    @DisplayName("Y11 two destinations are deployed to at the same time")
    final void twoDestinationsAtOnce() throws Exception {
        Path other = scratch.resolve("other");
        SmallHost host = host(syncer());
        host.hooks().on("deploy the other", hook -> {
            assertDeployed(host.deploy(other, second()));
            return HookResult.passed();
        });

        assertDeployed(host.deploy(dest(), first(), "commands: {pre: [deploy the other]}"));

        assertHolds(first());
        assertHolds(other, second());
    }

    private static SampleRelease first() {
        return new SampleRelease()
                .directory("bin", 0755)
                .file("bin/run", 0755, "run 1")
                .file("same", "stays")
                .file("changes", "one")
                .file("goes", "away")
                .directory("old", 0755)
                .file("old/gone", "away");
    }

    private static SampleRelease second() {
        return new SampleRelease()
                .directory("bin", 0755)
                .file("bin/run", 0755, "run 2")
                .file("bin/new", 0755, "new")
                .file("same", "stays")
                .file("changes", 0600, "two")
                .directory("fresh", 0755)
                .file("fresh/file", "new");
    }

    /** Puts something where a release shall go. */
    private interface Preparation {
        void make(Path dest) throws IOException;
    }

    private static Map<String, Preparation> states() {
        Map<String, Preparation> states = new LinkedHashMap<>();
        states.put("empty directory", Files::createDirectory);
        states.put("file", dest -> Files.writeString(dest, "a file"));
        states.put("directory for file", dest -> write(dest, "changes/deep/file"));
        states.put("file for directory", dest -> write(dest, "fresh"));
        states.put("link for file", dest -> {
            Files.createDirectory(dest);
            Files.createSymbolicLink(dest.resolve("changes"), Path.of("nowhere"));
        });
        states.put("things of others", dest -> {
            write(dest, "current/x");
            write(dest, "releases");
        });
        return states;
    }

    private static void write(Path dest, String path) throws IOException {
        Path file = dest.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "of others");
    }

    private Path dest() {
        return scratch.resolve("site");
    }

    private SmallHost host(Syncer strategy) {
        return new SmallHost(scratch.resolve("state"), strategy);
    }

    private void requireOver() {
        assumeTrue(deploysOverAnother(), "this strategy deploys only where nothing is");
    }

    private void assertHolds(SampleRelease release) throws IOException {
        assertHolds(dest(), release);
    }

    private void assertHolds(Path dest, SampleRelease release) throws IOException {
        Map<String, String> wanted = release.lines(this::puts);
        Map<String, String> found = new TreeMap<>(SampleRelease.lines(tree(dest), this::puts));
        found.keySet().retainAll(wanted.keySet());
        assertEquals(wanted, found);
    }

    private static void assertDeployed(DeployResult result) {
        assertEquals("deployed", result.outcome(), () -> shown(result));
    }

    private static String shown(DeployResult result) {
        return result.failure().map(Throwable::toString).orElse("");
    }

    private static boolean isInside(String path) {
        return path.isEmpty()
                || List.of(path.split("/", -1)).stream()
                        .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    }

    /** The syncer under test, and what it says, throws and, where {@code looking}, writes. */
    private final class Watched implements Syncer {

        final List<Move> moves = Collections.synchronizedList(new ArrayList<>());
        final List<String> written = Collections.synchronizedList(new ArrayList<>());
        final List<RuntimeException> thrown = Collections.synchronizedList(new ArrayList<>());
        private final boolean looking;

        Watched(boolean looking) {
            this.looking = looking;
        }

        @Override
        public List<Move> moves(Change change) throws IOException {
            List<Move> said = watch("moves", () -> syncer().moves(change));
            moves.addAll(said);
            return said;
        }

        @Override
        public Baseline baseline(Target target) throws IOException {
            return watch("baseline", () -> syncer().baseline(target));
        }

        @Override
        public PathFilter excluded(Target target) {
            return syncer().excluded(target);
        }

        private <T> T watch(String what, Question<T> question) throws IOException {
            TreeSnapshot before = looking ? TreeSnapshot.of(scratch) : TreeSnapshot.of(scratch.resolve("nothing"));
            try {
                return question.ask();
            } catch (RuntimeException e) {
                thrown.add(e);
                throw e;
            } finally {
                if (looking) {
                    before.differences(TreeSnapshot.of(scratch), EnumSet.allOf(TreeSnapshot.Aspect.class))
                            .forEach(line -> written.add(what + ": " + line));
                }
            }
        }
    }

    private interface Question<T> {
        T ask() throws IOException;
    }
}
