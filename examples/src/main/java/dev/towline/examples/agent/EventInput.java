package dev.towline.examples.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An order as stretcher reads it from standard input: the JSON list that {@code consul watch} writes, of which the last
 * event counts, or else a first line that is the manifest's URL (a Serf payload, or a person's).
 *
 * @param manifest the manifest's URL
 * @param event what tells a Consul event from every other, its ID and Lamport time; empty for a bare URL
 */
record EventInput(URI manifest, Optional<String> event) {

    private static final int LONGEST = 1 << 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxDocumentLength(LONGEST).build())
            .build();

    /**
     * Reads no more than the order.
     *
     * @throws IOException when {@code in} holds no order; the message says what it was
     */
    static EventInput read(InputStream in, boolean fromConsul) throws IOException {
        BufferedInputStream input = new BufferedInputStream(in);
        input.mark(1);
        int first = input.read();
        input.reset();
        return fromConsul || first == '[' ? consul(input) : line(input);
    }

    private static EventInput line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
            if (line.size() > LONGEST) {
                throw new IOException("standard input begins with more than " + LONGEST + " bytes on one line");
            }
        }
        return order(line.toString(StandardCharsets.UTF_8), Optional.empty());
    }

    private static EventInput consul(InputStream in) throws IOException {
        Map<String, String> last = new HashMap<>();
        try (JsonParser json = JSON.createParser(in)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("standard input is not the JSON list that consul watch writes");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                last = event(json);
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "standard input is not the JSON list that consul watch writes: " + e.getOriginalMessage(), e);
        }
        if (last.isEmpty()) {
            throw new IOException("consul watch wrote no event");
        }
        return order(payload(last), identity(last));
    }

    private static Map<String, String> event(JsonParser json) throws IOException {
        Map<String, String> fields = new HashMap<>(Map.of("", ""));
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                fields.put(name, json.getText());
            }
            json.skipChildren();
        }
        return fields;
    }

    private static String payload(Map<String, String> event) throws IOException {
        String payload = event.getOrDefault("Payload", "");
        if (payload.isEmpty()) {
            throw new IOException("the last Consul event has no payload; fire it with the manifest's URL");
        }
        try {
            return new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("the payload of the last Consul event is not base64", e);
        }
    }

    private static Optional<String> identity(Map<String, String> event) {
        return event.containsKey("ID")
                ? Optional.of(event.get("ID") + " " + event.getOrDefault("LTime", ""))
                : Optional.empty();
    }

    private static EventInput order(String text, Optional<String> event) throws IOException {
        String url = text.lines().findFirst().orElse("").strip();
        if (url.isEmpty()) {
            throw new IOException("there is no order: the first line is empty instead of the manifest's URL");
        }
        try {
            return new EventInput(Urls.parse(url), event);
        } catch (IllegalArgumentException e) {
            throw new IOException("the order names no manifest: " + e.getMessage(), e);
        }
    }
}
