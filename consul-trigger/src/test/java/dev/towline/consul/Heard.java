package dev.towline.consul;

import dev.towline.trigger.Hint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The hints that came, in their order. */
final class Heard implements Consumer<Hint> {

    private final List<Hint> hints = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Hint hint) {
        hints.add(hint);
    }

    int size() {
        return hints.size();
    }

    /** The ids of the events. */
    List<String> events() {
        return hints.stream().map(Hint::id).flatMap(Optional::stream).toList();
    }

    /** The ids of the deploys. */
    List<String> deploys() {
        return hints.stream().map(Hint::deployId).flatMap(Optional::stream).toList();
    }
}
