package dev.towline.consul;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which hosts an event is for. Each expression is RE2 and is matched by each receiving agent against the whole of its node
 * name, a local service's ID or tag. Immutable.
 */
public final class EventFilter {

    private final Map<String, String> expressions;

    private EventFilter(Map<String, String> expressions) {
        this.expressions = expressions;
    }

    /** All hosts. */
    public static EventFilter none() {
        return new EventFilter(Map.of());
    }

    /** The same filter for hosts whose node name matches. */
    public EventFilter nodes(String expression) {
        return with("node", expression);
    }

    /** The same filter for hosts with a service whose ID (not its name) matches. */
    public EventFilter services(String expression) {
        return with("service", expression);
    }

    /** The same filter for hosts with a service that has a tag which matches; needs {@link #services} too. */
    public EventFilter tags(String expression) {
        return with("tag", expression);
    }

    /** An expression for exactly {@code text}. */
    public static String exactly(String text) {
        return text.replaceAll("[^A-Za-z0-9_-]", "\\\\$0");
    }

    private EventFilter with(String name, String expression) {
        if (expression.isEmpty() || !Pattern.matches("\\p{Print}+", expression)) {
            throw new IllegalArgumentException("the " + name + " filter is an expression of printable ASCII");
        }
        Map<String, String> more = new LinkedHashMap<>(expressions);
        more.put(name, "^(?:" + expression + ")$");
        return new EventFilter(more);
    }

    /** @throws IllegalArgumentException when Consul would refuse the combination */
    Map<String, String> query() {
        if (expressions.containsKey("tag") && !expressions.containsKey("service")) {
            throw new IllegalArgumentException("a filter by tags needs one by services");
        }
        return expressions;
    }
}
