package dev.towline.hook.process;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A process and the descendants of it that were ever seen; one that lost its parent before the first look is missed. */
final class Descendants implements ProcessTree {

    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    Descendants(ProcessHandle root) {
        seen.add(root);
    }

    @Override
    public Set<Long> living() {
        look();
        return seen.stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Override
    public void signal(Signal signal) {
        look();
        seen.forEach(signal == Signal.KILL ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
    }

    private void look() {
        Set<ProcessHandle> now = new LinkedHashSet<>();
        seen.forEach(process -> process.descendants().forEach(now::add));
        seen.addAll(now);
    }
}
