package dev.towline.consul;

import dev.towline.trigger.Hint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Fires events of a Consul cluster: wake-up calls, which may be lost, doubled and late. What is wanted stands in a pointer
 * ({@link ConsulPointer}), or, where there is none, in the payload. Safe for use by several threads.
 */
public final class ConsulEvents {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-][A-Za-z0-9._-]{0,63}");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Consul 1.22 and newer refuse more. */
    private static final int LARGEST_PAYLOAD = 300;
    /** What fits into a gossip message of 512 bytes, whatever its Lamport time is. */
    private static final int LARGEST_MESSAGE = 408;

    private final Consul consul;

    private ConsulEvents(Consul consul) {
        this.consul = consul;
    }

    /** The events of {@code consul}'s cluster. */
    public static ConsulEvents of(Consul consul) {
        return new ConsulEvents(consul);
    }

    /** As {@link #fire(String, String, EventFilter)}, for all hosts. */
    public String fire(String name, String payload) throws IOException, InterruptedException {
        return fire(name, payload, EventFilter.none());
    }

    /**
     * Fires an event, and returns once an agent took it; nothing says who gets it.
     *
     * @param name 1 to 64 letters, digits, dots, dashes and underscores, the first none of these
     * @param payload empty, a deploy id or a manifest's URL
     * @return the event's ID
     * @throws IllegalArgumentException when the name, the payload or the filter are none; nothing was sent
     * @throws EventTooLargeException when it does not fit; nothing was fired
     * @throws ConsulException when Consul refuses (status 403: the token lacks {@code event "NAME" {policy = "write"}})
     * @throws IOException when Consul cannot be reached; the event may have been fired
     */
    public String fire(String name, String payload, EventFilter filter) throws IOException, InterruptedException {
        Hint.ofPayload(requireName(name), payload);
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        Map<String, String> filters = filter.query();
        requireRoom(name, body.length, filters);
        Question question = Question.put("/v1/event/fire/" + name, body);
        for (Map.Entry<String, String> each : filters.entrySet()) {
            question = question.with(each.getKey(), each.getValue());
        }
        Answer answer = consul.send(question, PATIENCE);
        if (answer.status() == 413
                || (answer.status() == 400 && answer.text().contains("Event payload"))
                || (answer.status() == 500 && answer.text().contains("exceeds"))) {
            throw new EventTooLargeException(
                    answer.status(), consul + " refuses the event " + name + " for its size: " + answer.said());
        }
        List<Map<String, String>> fired =
                Json.objects(answer.orThrow(consul, question).text());
        if (fired.size() != 1 || !fired.get(0).containsKey("ID")) {
            throw new IOException(consul + " fired the event " + name + " without telling its ID");
        }
        return fired.get(0).get("ID");
    }

    /** @throws IllegalArgumentException when {@code name} is not the name of an event that may be fired */
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of an event is 1 to 64 letters, digits, dots, dashes and underscores, the first one no"
                            + " underscore; this is not: "
                            + name.replaceAll("[^\\x20-\\x7e]", "?"));
        }
        return name;
    }

    private static void requireRoom(String name, int payload, Map<String, String> filters)
            throws EventTooLargeException {
        int message = 2 * name.length() + payload;
        for (String each : filters.values()) {
            message += each.length() + 4;
        }
        if (payload > LARGEST_PAYLOAD || message > LARGEST_MESSAGE) {
            throw new EventTooLargeException(
                    0,
                    "the event " + name + " does not fit: its payload has " + payload + " bytes (at most "
                            + LARGEST_PAYLOAD + "), with name and filters it takes " + message + " (at most "
                            + LARGEST_MESSAGE + "); put the URL into a key and fire the deploy id");
        }
    }
}
