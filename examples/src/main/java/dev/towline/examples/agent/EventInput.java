package dev.towline.examples.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An order as stretcher reads it from standard input: the JSON list that {@code consul watch} writes, of which the last
 * event counts, or else a first line that is the manifest's URL (a Serf payload, or a person's).
 *
 * @param manifest the manifest's URL
 * @param event what tells a Consul event from every other, its ID and Lamport time; empty for a bare URL
 */
record EventInput(URI manifest, Optional<String> event) {

    private static final int MAX_BYTES = 1 << 20;

    /** @throws IOException when {@code input} is neither; the message says what it was */
    static EventInput parse(byte[] input, boolean fromConsul) throws IOException {
        if (input.length > MAX_BYTES) {
            throw new IOException("standard input holds more than " + MAX_BYTES + " bytes: that is no order");
        }
        String text = new String(input, StandardCharsets.UTF_8);
        return fromConsul || text.startsWith("[") ? consul(text) : line(text, Optional.empty());
    }

    private static EventInput consul(String text) throws IOException {
        JsonNode events;
        try {
            events = new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new IOException("standard input is not the JSON list that consul watch writes", e);
        }
        if (!events.isArray() || events.isEmpty()) {
            throw new IOException("consul watch wrote no event");
        }
        JsonNode last = events.get(events.size() - 1);
        JsonNode payload = last.path("Payload");
        if (!payload.isTextual() || payload.textValue().isEmpty()) {
            throw new IOException("the last Consul event has no payload; fire it with the manifest's URL");
        }
        String id = last.path("ID").asText("") + " " + last.path("LTime").asText("");
        try {
            String url = new String(Base64.getDecoder().decode(payload.textValue()), StandardCharsets.UTF_8);
            return line(url, id.isBlank() ? Optional.empty() : Optional.of(id));
        } catch (IllegalArgumentException e) {
            throw new IOException("the payload of the last Consul event is not base64", e);
        }
    }

    private static EventInput line(String text, Optional<String> event) throws IOException {
        String url = text.lines().findFirst().orElse("").strip();
        if (url.isEmpty()) {
            throw new IOException("standard input names no manifest: its first line is the manifest's URL");
        }
        try {
            URI uri = new URI(url);
            if (uri.getScheme() == null) {
                throw new IOException("'" + url + "' is not a URL: it has no scheme such as s3:, https: or file:");
            }
            return new EventInput(uri, event);
        } catch (URISyntaxException e) {
            throw new IOException("the order is not a URL: " + e.getReason(), e);
        }
    }
}
