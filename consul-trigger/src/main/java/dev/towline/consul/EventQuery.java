package dev.towline.consul;

import dev.towline.trigger.Hint;
import dev.towline.trigger.TriggerLoop.Hearing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an agent's buffer of events, which holds the last 256 of all names in order of arrival. Its index is a hash of the
 * last event, not a number that grows: it is only handed back, never compared.
 */
final class EventQuery implements QueryLoop.Query {

    private static final Logger LOG = LoggerFactory.getLogger(EventTrigger.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Consul consul;
    private final String name;
    private final Duration wait;
    private final SeenEvents seen;
    private final boolean latest;
    private final boolean each;
    private final Hearing hearing;

    private String index = "";
    private Access access = Access.UNASKED;
    private boolean first = true;

    /** Whether the token may read these events. */
    private enum Access {
        UNASKED,
        UNKNOWN,
        GRANTED
    }

    EventQuery(
            Consul consul, String name, Duration wait, SeenEvents seen, boolean latest, boolean each, Hearing hearing) {
        this.consul = consul;
        this.name = name;
        this.wait = wait;
        this.seen = seen;
        this.latest = latest;
        this.each = each;
        this.hearing = hearing;
    }

    @Override
    public void ask() throws IOException, InterruptedException {
        if (access == Access.UNASKED) {
            access = access();
        }
        Question question = Question.get("/v1/event/list").with("name", name).with("wait", wait.toSeconds() + "s");
        Answer answer = consul.send(
                        index.isEmpty() ? question : question.with("index", index), QueryLoop.patience(wait))
                .orThrow(consul, question);
        if (answer.header("x-consul-results-filtered-by-acls").orElse("").equals("true")) {
            throw denied();
        }
        index = answer.header("x-consul-index").orElse("");
        List<ConsulEvent> events = Json.objects(answer.text()).stream()
                .map(ConsulEvent::of)
                .filter(event -> event.name().equals(name) && SeenEvents.isId(event.id()))
                .toList();
        if (events.isEmpty() && access == Access.UNKNOWN) {
            hearing.trouble(consul + " shows no event " + name
                    + ": none was fired, or the token may not read them, which could not be found out");
        } else {
            hearing.clear();
        }
        take(events);
    }

    @Override
    public void startOver() {
        index = "";
        access = Access.UNASKED;
    }

    /** A list without permission looks like a list without events, so permission is asked for by itself. */
    private Access access() throws IOException, InterruptedException {
        Map<String, String> rule = new LinkedHashMap<>();
        rule.put("Resource", "event");
        rule.put("Access", "read");
        rule.put("Segment", name);
        Question question = Question.post("/v1/internal/acl/authorize", Json.list(rule));
        Answer answer = consul.send(question, PATIENCE);
        if (answer.status() == 401 && answer.text().contains("ACL support disabled")) {
            return Access.GRANTED;
        }
        if (answer.status() == 404 || (answer.status() == 403 && !answer.text().contains("ACL not found"))) {
            return Access.UNKNOWN;
        }
        List<Map<String, String>> rows =
                Json.objects(answer.orThrow(consul, question).text());
        if (rows.size() == 1 && !"true".equals(rows.get(0).get("Allow"))) {
            throw denied();
        }
        return rows.size() == 1 ? Access.GRANTED : Access.UNKNOWN;
    }

    private ConsulException denied() {
        return new ConsulException(
                403,
                consul + " hides the event " + name + " from this token: it needs event \"" + name
                        + "\" { policy = \"read\" }",
                Optional.empty());
    }

    private void take(List<ConsulEvent> events) {
        Set<ConsulEvent> unseen = new TreeSet<>(ConsulEvent.AS_FIRED);
        events.stream().filter(event -> !seen.contains(event.id())).forEach(unseen::add);
        boolean old = first && seen.isNew();
        first = false;
        seen.add(unseen.stream().map(ConsulEvent::id).toList());
        if (!old || latest) {
            wanted(unseen, events, each && !old).forEach(this::hint);
        }
    }

    /** Those to hint, oldest first. */
    private List<ConsulEvent> wanted(Set<ConsulEvent> unseen, List<ConsulEvent> events, boolean all) {
        Optional<ConsulEvent> last =
                events.stream().filter(ConsulEvent::isUsable).max(ConsulEvent.AS_FIRED);
        List<ConsulEvent> wanted = new ArrayList<>();
        for (ConsulEvent event : unseen) {
            if (!event.isUsable()) {
                LOG.warn(
                        "event {} {} is passed over: {}",
                        name,
                        event.id(),
                        event.defect().orElse(""));
            } else if (all || last.filter(event::equals).isPresent()) {
                wanted.add(event);
            } else {
                LOG.info(
                        "event {} {} is superseded by {}",
                        name,
                        event.id(),
                        last.map(ConsulEvent::id).orElse(""));
            }
        }
        return wanted;
    }

    private void hint(ConsulEvent event) {
        try {
            hearing.hint(Hint.ofPayload("Consul event " + name, event.payload()).withId(event.id()));
        } catch (IllegalArgumentException e) {
            LOG.warn("event {} {} is passed over: {}", name, event.id(), e.getMessage());
        }
    }
}
