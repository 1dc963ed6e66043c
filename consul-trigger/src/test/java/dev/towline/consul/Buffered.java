package dev.towline.consul;

import dev.towline.consul.testkit.ConsulAgent;
import java.io.IOException;
import java.util.List;

/** What an agent's buffer of events holds, in its order. */
final class Buffered {

    private Buffered() {}

    static List<ConsulEvent> events(ConsulAgent agent, String name) throws IOException, InterruptedException {
        return Json.objects(agent.get("/v1/event/list?wait=1s&name=" + name)).stream()
                .map(ConsulEvent::of)
                .toList();
    }
}
