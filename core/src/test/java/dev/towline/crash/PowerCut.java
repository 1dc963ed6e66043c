package dev.towline.crash;

import dev.towline.crash.Recorder.Recording;
import dev.towline.crash.Recorder.Step;
import dev.towline.disk.Op;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The disks that a power cut can leave after the first so many operations of a recording. What POSIX promises and no
 * more: a file's content and attributes last once it was synced, a change of names once one of its directories was. A
 * change of names happens wholly or not at all. Of everything else any part may be lost, whatever its order was, and what
 * was written may be cut short, zero or garbage.
 */
final class PowerCut {

    /** What a cut keeps of the effects that do not last yet. */
    enum Survival {
        ALL,
        NOTHING,
        ONLY_NAMES,
        ONLY_CONTENT,
        SOME
    }

    private final Recording recording;
    private final Predicate<Op> honest;

    /** Cuts of {@code recording} on a disk on which only syncs that are {@code honest} do something. */
    PowerCut(Recording recording, Predicate<Op> honest) {
        this.recording = recording;
        this.honest = honest;
    }

    int operations() {
        return recording.steps().size();
    }

    /** What is on the disk when the power goes after {@code done} operations. */
    DiskImage after(int done, Survival survival, Random random) {
        List<Step> steps = recording.steps().subList(0, done);
        Map<Integer, Integer> synced = synced(steps);
        Loss loss = new Loss(survival, random);
        Replay replay = new Replay(recording.start());
        Set<Integer> unsure = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Effect effect : steps.get(i).effects()) {
                boolean lasts = lasts(effect, i, synced);
                if (effect instanceof Effect.Content content) {
                    if (lasts) {
                        unsure.remove(content.file());
                    } else {
                        unsure.add(content.file());
                    }
                }
                replay.add(effect, lasts, lasts || loss.keeps(effect));
            }
        }
        for (int file : unsure) {
            replay.damage(file, loss);
        }
        return replay.image();
    }

    /** The number of the last operation that synced a node, by node. */
    private Map<Integer, Integer> synced(List<Step> steps) {
        Map<Integer, Integer> synced = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.op().call() != Op.Call.SYNC || honest.test(step.op())) {
                for (Effect effect : step.effects()) {
                    if (effect instanceof Effect.Synced sync) {
                        synced.put(sync.node(), i);
                    }
                }
            }
        }
        return synced;
    }

    private static boolean lasts(Effect effect, int step, Map<Integer, Integer> synced) {
        if (effect instanceof Effect.Names names) {
            return names.slots().stream().anyMatch(slot -> step < synced.getOrDefault(slot.directory(), -1));
        }
        if (effect instanceof Effect.Content content) {
            return step < synced.getOrDefault(content.file(), -1);
        }
        if (effect instanceof Effect.Attributes attributes) {
            return step < synced.getOrDefault(attributes.node(), -1);
        }
        return true;
    }

    /** Decides what is lost. */
    private static final class Loss {

        private final Survival survival;
        private final Random random;
        private final double namesKept;
        private final double contentKept;

        Loss(Survival survival, Random random) {
            this.survival = survival;
            this.random = random;
            this.namesKept = random.nextDouble();
            this.contentKept = random.nextDouble();
        }

        boolean keeps(Effect effect) {
            boolean isNames = effect instanceof Effect.Names;
            return switch (survival) {
                case ALL -> true;
                case NOTHING -> false;
                case ONLY_NAMES -> isNames;
                case ONLY_CONTENT -> !isNames;
                case SOME -> random.nextDouble() < (isNames ? namesKept : contentKept);
            };
        }

        byte[] damage(byte[] content) {
            if (survival != Survival.SOME || random.nextBoolean()) {
                return content;
            }
            byte[] damaged = content.clone();
            int intact = random.nextInt(content.length + 1);
            switch (random.nextInt(3)) {
                case 0 -> damaged = Arrays.copyOf(content, intact);
                case 1 -> Arrays.fill(damaged, intact, content.length, (byte) 0);
                default -> {
                    byte[] garbage = new byte[content.length - intact];
                    random.nextBytes(garbage);
                    System.arraycopy(garbage, 0, damaged, intact, garbage.length);
                }
            }
            return damaged;
        }
    }

    /** A disk that effects are added to one after the other. */
    private static final class Replay {

        private final Map<Integer, Node> nodes = new HashMap<>();
        private final Map<Integer, Effect.Slot> missedMoves = new HashMap<>();
        private final Map<Integer, byte[]> lasting = new HashMap<>();

        Replay(DiskImage start) {
            start.nodes().forEach((number, node) -> {
                nodes.put(number, copy(node));
                if (node instanceof Node.File file) {
                    lasting.put(number, file.content());
                }
            });
        }

        private static Node copy(Node node) {
            return node instanceof Node.Directory directory
                    ? new Node.Directory(
                            directory.inode(), directory.mode(), directory.mtime(), new TreeMap<>(directory.names()))
                    : node;
        }

        void add(Effect effect, boolean lasts, boolean kept) {
            if (effect instanceof Effect.Born born) {
                nodes.put(born.number(), copy(born.node()));
            } else if (effect instanceof Effect.Names names) {
                if (kept) {
                    change(names.slots());
                } else {
                    miss(names.slots());
                }
            } else if (kept && effect instanceof Effect.Content content) {
                Node.File file = (Node.File) nodes.get(content.file());
                nodes.put(content.file(), file.with(content.bytes()));
                if (lasts) {
                    lasting.put(content.file(), content.bytes());
                }
            } else if (kept && effect instanceof Effect.Attributes attributes) {
                FileTime mtime = attributes.mtime();
                nodes.computeIfPresent(attributes.node(), (number, node) -> node.with(attributes.mode(), mtime));
            }
        }

        private void change(List<Effect.Slot> slots) {
            for (Effect.Slot slot : slots) {
                if (slot.node().isPresent()) {
                    Effect.Slot still =
                            slots.size() > 1 ? missedMoves.remove(slot.node().get()) : null;
                    if (still != null) {
                        names(still).remove(still.name(), slot.node().get());
                    }
                    names(slot).put(slot.name(), slot.node().get());
                } else {
                    names(slot).remove(slot.name());
                }
            }
        }

        /** What a lost rename left where it was is there until a later rename of it, which is not lost. */
        private void miss(List<Effect.Slot> slots) {
            for (Effect.Slot slot : slots) {
                Optional<Integer> moved = slots.stream()
                        .filter(other -> other.node().isPresent())
                        .flatMap(other -> other.node().stream())
                        .findFirst();
                if (slots.size() > 1
                        && slot.node().isEmpty()
                        && moved.isPresent()
                        && moved.get().equals(names(slot).get(slot.name()))) {
                    missedMoves.put(moved.get(), slot);
                }
            }
        }

        private NavigableMap<String, Integer> names(Effect.Slot slot) {
            return ((Node.Directory) nodes.get(slot.directory())).names();
        }

        /** Only what lasts is sure to be right: whatever differs from it may be damaged. */
        void damage(int number, Loss loss) {
            Node.File file = (Node.File) nodes.get(number);
            byte[] now = file.content();
            int same = Arrays.mismatch(lasting.getOrDefault(number, new byte[0]), now);
            if (same >= 0 && same < now.length) {
                byte[] tail = loss.damage(Arrays.copyOfRange(now, same, now.length));
                byte[] damaged = Arrays.copyOf(now, same + tail.length);
                System.arraycopy(tail, 0, damaged, same, tail.length);
                nodes.put(number, file.with(damaged));
            }
        }

        DiskImage image() {
            return new DiskImage(reachable());
        }

        private Map<Integer, Node> reachable() {
            Map<Integer, Node> found = new HashMap<>();
            List<Integer> open = new ArrayList<>(List.of(DiskImage.ROOT));
            while (!open.isEmpty()) {
                int number = open.remove(open.size() - 1);
                Node node = nodes.get(number);
                if (found.put(number, node) == null && node instanceof Node.Directory directory) {
                    open.addAll(directory.names().values());
                }
            }
            return found;
        }
    }
}
