package dev.towline.crash;

import dev.towline.disk.Op;
import dev.towline.disk.Op.Call;
import dev.towline.disk.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds out what every operation does to a directory, by looking at all of it before each. So it also sees what was
 * changed without being said, which is an error.
 */
final class Recorder implements Watch {

    private final Path root;
    private final DiskFiles files;
    private final DiskImage start;
    private final List<Step> steps = new ArrayList<>();
    private DiskImage last;
    private Optional<Op> running = Optional.empty();

    /** Records from here on what happens below {@code root}. */
    Recorder(Path root) throws IOException {
        this.root = root;
        this.files = new DiskFiles(root);
        this.start = files.read();
        this.last = start;
    }

    @Override
    public synchronized void before(Op op) throws IOException {
        end();
        if (op.path().startsWith(root)) {
            running = Optional.of(op);
        }
    }

    /** Ends the recording. */
    synchronized Recording recording() throws IOException {
        end();
        return new Recording(start, List.copyOf(steps), last);
    }

    private void end() throws IOException {
        DiskImage now = files.read();
        List<Effect> effects = new Difference(
                        last,
                        now,
                        running.filter(op -> op.call() == Call.RENAME).isPresent())
                .effects();
        if (running.isPresent()) {
            Op op = running.get();
            requireSaid(op, effects, now);
            if (op.call() == Call.SYNC) {
                effects.add(new Effect.Synced(last.find(path(op.path()))
                        .orElseThrow(() -> new IllegalStateException("there is nothing to be synced: " + op))));
            }
            steps.add(new Step(op, List.copyOf(effects)));
            running = Optional.empty();
        } else if (!effects.isEmpty()) {
            throw new IllegalStateException("changed before anything was said: " + effects);
        }
        last = now;
    }

    private String path(Path path) {
        return root.relativize(path).toString();
    }

    private void requireSaid(Op op, List<Effect> effects, DiskImage now) {
        Set<Place> places = new HashSet<>();
        Set<Integer> nodes = new HashSet<>();
        for (Path path : said(op)) {
            for (DiskImage image : List.of(last, now)) {
                image.find(path(path)).ifPresent(nodes::add);
                if (!path.equals(root)) {
                    image.find(path(path.getParent()))
                            .ifPresent(above -> places.add(
                                    new Place(above, path.getFileName().toString())));
                }
            }
        }
        for (Effect effect : effects) {
            if (!isSaid(effect, op.call(), places, nodes)) {
                throw new IllegalStateException(op + " was said, but this happened: " + effect);
            }
        }
    }

    private record Place(int directory, String name) {}

    private List<Path> said(Op op) {
        List<Path> said = new ArrayList<>(List.of(op.path()));
        op.to().filter(to -> to.startsWith(root)).ifPresent(said::add);
        if (op.call() == Call.MKDIR) { // with its missing parents, where it is said by its path
            for (Path above = op.path(); !above.equals(root); above = above.getParent()) {
                said.add(above);
            }
        }
        return said;
    }

    private boolean isSaid(Effect effect, Call call, Set<Place> places, Set<Integer> nodes) {
        boolean writes = call == Call.WRITE || call == Call.TRUNCATE;
        if (effect instanceof Effect.Names names) {
            return call != Call.SYNC
                    && names.slots().stream()
                            .allMatch(slot -> places.contains(new Place(slot.directory(), slot.name())));
        }
        if (effect instanceof Effect.Content content) {
            return writes && nodes.contains(content.file());
        }
        if (effect instanceof Effect.Attributes attributes) {
            Node before = last.node(attributes.node());
            boolean onlyTime = before.mode() == attributes.mode();
            return (onlyTime && before instanceof Node.Directory)
                    || ((writes || call == Call.ATTRIBUTES) && nodes.contains(attributes.node()));
        }
        return true;
    }

    /** One operation and what it did. */
    record Step(Op op, List<Effect> effects) {}

    /** A finished recording. */
    record Recording(DiskImage start, List<Step> steps, DiskImage end) {}

    /** How two images of one directory differ. */
    private record Difference(DiskImage before, DiskImage after, boolean isRename) {

        List<Effect> effects() {
            List<Effect> effects = new ArrayList<>();
            List<Effect.Slot> slots = new ArrayList<>();
            Set<Integer> born = new LinkedHashSet<>(after.nodes().keySet());
            born.removeAll(before.nodes().keySet());
            for (int number : born) {
                effects.add(new Effect.Born(number, bare(after.node(number))));
            }
            after.nodes().forEach((number, node) -> {
                Optional<Node> old = Optional.ofNullable(before.nodes().get(number));
                slots.addAll(slots(number, old, node));
                if (node instanceof Node.File file && !Arrays.equals(content(old), file.content())) {
                    effects.add(new Effect.Content(number, file.content()));
                }
                if (old.isPresent() && !sameAttributes(old.get(), node)) {
                    effects.add(new Effect.Attributes(number, node.mode(), node.mtime()));
                }
            });
            if (isRename && !slots.isEmpty()) {
                effects.add(new Effect.Names(slots));
            } else {
                slots.forEach(slot -> effects.add(new Effect.Names(List.of(slot))));
            }
            return effects;
        }

        private static List<Effect.Slot> slots(int number, Optional<Node> old, Node node) {
            List<Effect.Slot> slots = new ArrayList<>();
            if (node instanceof Node.Directory directory) {
                Map<String, Integer> names =
                        old.map(before -> ((Node.Directory) before).names()).orElse(new TreeMap<>());
                Set<String> all = new LinkedHashSet<>(names.keySet());
                all.addAll(directory.names().keySet());
                for (String name : all) {
                    Integer now = directory.names().get(name);
                    if (!Objects.equals(names.get(name), now)) {
                        slots.add(new Effect.Slot(number, name, Optional.ofNullable(now)));
                    }
                }
            }
            return slots;
        }

        private static byte[] content(Optional<Node> old) {
            return old.isPresent() && old.get() instanceof Node.File file ? file.content() : new byte[0];
        }

        private static boolean sameAttributes(Node old, Node node) {
            return old.mode() == node.mode() && old.mtime().equals(node.mtime());
        }

        private static Node bare(Node node) {
            if (node instanceof Node.File file) {
                return file.with(new byte[0]);
            }
            if (node instanceof Node.Directory directory) {
                NavigableMap<String, Integer> none = new TreeMap<>();
                return new Node.Directory(directory.inode(), directory.mode(), directory.mtime(), none);
            }
            return node;
        }
    }
}
