package dev.towline.crash;

import dev.towline.crash.Recorder.Recording;
import dev.towline.crash.Recorder.Step;
import dev.towline.disk.Op;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The disks that a power cut can leave after the first so many operations of a recording. What POSIX promises and no
 * more: a file's content and attributes last once it was synced, a change of names once one of its directories was. A
 * change of names happens wholly or not at all, and never without the earlier ones of the same name. Of everything else any
 * part may be lost, whatever its order was, and what was written may be cut short, zero or garbage.
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
        Set<Effect> lasting = lasting(steps);
        Loss loss = new Loss(survival, random);
        Replay replay = new Replay(recording.start());
        Set<Place> lost = new HashSet<>();
        Set<Integer> unsure = new HashSet<>();
        for (Step step : steps) {
            for (Effect effect : step.effects()) {
                boolean lasts = lasting.contains(effect);
                boolean kept = lasts || loss.keeps(effect);
                if (effect instanceof Effect.Names names) {
                    kept &= Collections.disjoint(places(names), lost);
                    if (!kept) {
                        lost.addAll(places(names));
                    }
                } else if (effect instanceof Effect.Content content) {
                    if (lasts) {
                        unsure.remove(content.file());
                    } else {
                        unsure.add(content.file());
                    }
                }
                replay.add(effect, lasts, kept);
            }
        }
        for (int file : unsure) {
            replay.damage(file, loss);
        }
        return replay.image();
    }

    /** A name in a directory. */
    private record Place(int directory, String name) {}

    private static List<Place> places(Effect.Names names) {
        return names.slots().stream()
                .map(slot -> new Place(slot.directory(), slot.name()))
                .toList();
    }

    /** The effects that no cut can take any more. A change of a name lasts together with all earlier ones of that name. */
    private Set<Effect> lasting(List<Step> steps) {
        Map<Integer, Integer> synced = synced(steps);
        Set<Effect> lasting = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Place> fixed = new HashSet<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            for (Effect effect : steps.get(i).effects()) {
                boolean lasts = lasts(effect, i, synced);
                if (effect instanceof Effect.Names names) {
                    List<Place> places = places(names);
                    lasts |= !Collections.disjoint(places, fixed);
                    if (lasts) {
                        fixed.addAll(places);
                    }
                }
                if (lasts) {
                    lasting.add(effect);
                }
            }
        }
        return lasting;
    }

    /** The number of the last operation that synced a node, by node. A symbolic link lasts with its name: nobody can sync it. */
    private Map<Integer, Integer> synced(List<Step> steps) {
        Map<Integer, Integer> synced = new HashMap<>();
        Map<Integer, Set<Integer>> links = new HashMap<>();
        Set<Integer> isLink = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            for (Effect effect : step.effects()) {
                if (effect instanceof Effect.Born born && born.node() instanceof Node.Link) {
                    isLink.add(born.number());
                } else if (effect instanceof Effect.Names names) {
                    names.slots()
                            .forEach(slot -> slot.node()
                                    .filter(isLink::contains)
                                    .ifPresent(link -> links.computeIfAbsent(slot.directory(), any -> new HashSet<>())
                                            .add(link)));
                } else if (effect instanceof Effect.Synced sync && honest.test(step.op())) {
                    synced.put(sync.node(), i);
                    for (int link : links.getOrDefault(sync.node(), Set.of())) {
                        synced.put(link, i);
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
            } else if (kept && effect instanceof Effect.Names names) {
                names.slots().forEach(this::change);
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

        private void change(Effect.Slot slot) {
            NavigableMap<String, Integer> names = ((Node.Directory) nodes.get(slot.directory())).names();
            slot.node().ifPresentOrElse(node -> names.put(slot.name(), node), () -> names.remove(slot.name()));
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
