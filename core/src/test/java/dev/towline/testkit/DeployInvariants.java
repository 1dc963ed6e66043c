package dev.towline.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What holds after every deploy, whatever a test is about: the destination is wholly one of the trees it may be, nothing
 * is left of staging and scratch, no thread, process or descriptor stays, and what lies beside is untouched. Register it
 * as an extension and tell it the world that the test deploys in.
 */
public final class DeployInvariants implements BeforeEachCallback, AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String OURS = "towline-";

    private final Set<NavigableMap<String, String>> trees = new LinkedHashSet<>();
    private final List<Path> destinations = new ArrayList<>();
    private final List<Path> homes = new ArrayList<>();
    private final List<Path> states = new ArrayList<>();
    private final Map<Path, TreeSnapshot> canaries = new TreeMap<>();
    private final Duration patience;
    private boolean anyTree;
    private boolean stagingStays;
    private boolean killed;
    private Set<String> descriptors = Set.of();
    private Set<Long> processes = Set.of();

    public DeployInvariants() {
        this(PATIENCE);
    }

    /** Invariants that give threads, processes and descriptors {@code patience} to go away. */
    DeployInvariants(Duration patience) {
        this.patience = patience;
    }

    /** A directory with everything that the test's deploys may touch. */
    public void home(Path directory) {
        homes.add(directory);
    }

    /** A state directory. */
    public void state(Path directory) {
        states.add(directory);
    }

    /** A tree that nobody may touch; it is compared with what it is now. */
    public void canary(Path tree) {
        canaries.put(tree, TreeSnapshot.of(tree));
    }

    /** A destination; where there is a link {@code current} in it, what that leads to counts. */
    public void destination(Path dest) {
        destinations.add(dest);
    }

    /** One of the trees that destinations may hold in the end: text by path; besides these they may be missing. */
    public void tree(Map<String, String> texts) {
        trees.add(new TreeMap<>(texts));
    }

    /** This test's destinations end up with a mixture on purpose. */
    public void anyTree() {
        anyTree = true;
    }

    /** This test kills deploys; what they had open would have died with their process. */
    public void killed() {
        killed = true;
    }

    /** This test ends with something that a person has to look at, so staging stays. */
    public void stagingStays() {
        stagingStays = true;
    }

    /** The text of every file below {@code tree}, by path; a link is told by where it points. */
    public static NavigableMap<String, String> texts(Path tree) {
        NavigableMap<String, String> texts = new TreeMap<>();
        if (Files.isDirectory(tree)) {
            try (Stream<Path> walk = Files.walk(tree)) {
                for (Path path : (Iterable<Path>) walk::iterator) {
                    String name = tree.relativize(path).toString();
                    if (Files.isSymbolicLink(path)) {
                        texts.put(name, "-> " + Files.readSymbolicLink(path));
                    } else if (Files.isRegularFile(path)) {
                        texts.put(name, Files.readString(path));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        check();
    }

    void begin() {
        loadChannels();
        descriptors = descriptors();
        processes = processes();
    }

    /** The JDK keeps a socket of its own from the first channel on. */
    private static void loadChannels() {
        try {
            FileChannel.open(Path.of("/proc/self/stat")).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void check() throws IOException {
        for (Path dest : destinations) {
            requireWhole(dest);
        }
        canaries.forEach((tree, before) -> before.assertUntouched(TreeSnapshot.of(tree)));
        for (Path home : homes) {
            requireClean(home);
        }
        for (Path state : states) {
            requireNoScratch(state);
            requireNothingOwed(state);
        }
        requireNone("threads that still run", DeployInvariants::threads);
        requireNone("child processes that still run", () -> minus(processes(), processes));
        if (!killed) {
            requireNone("descriptors that are still open", () -> minus(descriptors(), descriptors));
        }
    }

    private void requireWhole(Path dest) throws IOException {
        Path tree = Files.isSymbolicLink(dest.resolve("current")) ? dest.resolve("current") : dest;
        tree = Files.exists(tree) ? tree.toRealPath() : tree;
        if (!anyTree && Files.exists(tree) && !trees.contains(texts(tree))) {
            throw new AssertionError(dest + " is neither wholly old nor wholly new: " + texts(tree));
        }
    }

    private void requireClean(Path home) throws IOException {
        try (Stream<Path> walk = Files.walk(home)) {
            List<Path> staging = walk.filter(
                            path -> String.valueOf(path.getFileName()).matches("\\..*\\.towline-[0-9a-f]+"))
                    .toList();
            if (staging.isEmpty() == stagingStays) {
                throw new AssertionError(
                        stagingStays ? "staging was thrown away although undo needs it" : "left behind: " + staging);
            }
        }
    }

    private static void requireNoScratch(Path state) throws IOException {
        if (!Files.isDirectory(state, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(state)) {
            List<Path> all = walk.filter(path -> path.endsWith("scratch")).toList();
            if (!all.isEmpty()) {
                throw new AssertionError("scratch left behind: " + all);
            }
        }
    }

    /** No journal of a deploy that is not over. */
    private void requireNothingOwed(Path state) throws IOException {
        if (stagingStays || !Files.isDirectory(state)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(state)) {
            List<Path> journals = walk.filter(path -> path.endsWith("journal")).toList();
            if (!journals.isEmpty()) {
                throw new AssertionError("something is still owed: " + journals);
            }
        }
    }

    /** Threads and processes may take a moment to end. */
    private void requireNone(String what, Supplier<? extends Set<?>> left) {
        long end = System.nanoTime() + patience.toNanos();
        Set<?> now = left.get();
        while (!now.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            now = left.get();
        }
        if (!now.isEmpty()) {
            throw new AssertionError(what + ": " + now);
        }
    }

    private static <T> Set<T> minus(Set<T> all, Set<T> known) {
        Set<T> rest = new TreeSet<>(all);
        rest.removeAll(known);
        return rest;
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(OURS) || name.startsWith("hook java:"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Long> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** Open descriptors with what they lead to; what the class loader opens does not count. */
    private static Set<String> descriptors() {
        Set<String> open = new TreeSet<>();
        try (Stream<Path> numbers = Files.list(Path.of("/proc/self/fd"))) {
            for (Path number : (Iterable<Path>) numbers::iterator) {
                String target = target(number);
                if (!target.isEmpty() && !target.matches(".*\\.(jar|so|class)|.*/modules|/dev/u?random|/proc/.*/fd")) {
                    open.add(number.getFileName() + " -> " + target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    private static String target(Path number) {
        try {
            return Files.readSymbolicLink(number).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
