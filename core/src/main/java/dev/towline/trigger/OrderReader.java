package dev.towline.trigger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Orders in a stream, as handlers of Consul and Serf get them on their standard input: the JSON list that
 * {@code consul watch} writes, of which the last event counts, or a line that holds a payload (Serf's, or a person's); one
 * after the other. Empty lines count for nothing. Reads no byte more than it must. Not thread-safe.
 */
public final class OrderReader {

    /** The longest order, in bytes: 256 events of a kilobyte are a quarter of it. */
    private static final int LONGEST = 1 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private final InputStream in;
    private final String origin;

    private final boolean listsOnly;

    private OrderReader(InputStream in, String origin, boolean listsOnly) {
        this.in = in;
        this.origin = origin;
        this.listsOnly = listsOnly;
    }

    /**
     * A reader of {@code in}, which stays the caller's to close.
     *
     * @param origin what its hints say about where they are from
     */
    public static OrderReader of(InputStream in, String origin) {
        return new OrderReader(in, origin, false);
    }

    /** The same for a stream that {@code consul watch} writes: a line that is no list is no order. */
    public OrderReader fromConsulWatch() {
        return new OrderReader(in, origin, true);
    }

    /**
     * The next order; its {@link Hint#id()} is the ID and the Lamport time of a Consul event. Blocks, and no interrupt
     * ends that unless it ends a read of the stream.
     *
     * @return empty at the end of the stream
     * @throws InvalidOrderException for something that is no order; the next call goes on behind it
     * @throws IOException when the stream cannot be read
     */
    public Optional<Hint> next() throws IOException {
        int first = in.read();
        while (first >= 0 && Character.isWhitespace(first)) {
            first = in.read();
        }
        if (first < 0) {
            return Optional.empty();
        }
        if (first == '[') {
            return Optional.of(events(list()));
        }
        String line = line(first);
        if (listsOnly) {
            throw new InvalidOrderException("this is not the JSON list that consul watch writes");
        }
        return Optional.of(order(origin, line));
    }

    private String line(int first) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = first; b >= 0 && b != '\n'; b = in.read()) {
            add(b, line);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** What the brackets enclose; brackets in strings do not count. */
    private byte[] list() throws IOException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        int depth = 0;
        boolean quoted = false;
        boolean escaped = false;
        for (int b = '['; b >= 0; b = in.read()) {
            add(b, list);
            if (quoted) {
                quoted = escaped || b != '"';
                escaped = !escaped && b == '\\';
            } else {
                quoted = b == '"';
                depth += b == '[' || b == '{' ? 1 : b == ']' || b == '}' ? -1 : 0;
                if (depth == 0) {
                    break;
                }
            }
        }
        return list.toByteArray();
    }

    private static void add(int b, ByteArrayOutputStream order) throws IOException {
        if (order.size() == LONGEST) {
            throw new IOException("an order of more than " + LONGEST + " bytes");
        }
        order.write(b);
    }

    private Hint events(byte[] list) throws IOException {
        Optional<Map<String, String>> last = Optional.empty();
        try (JsonParser json = JSON.createParser(list)) {
            json.nextToken();
            for (JsonToken item = json.nextToken(); item != JsonToken.END_ARRAY; item = json.nextToken()) {
                if (item != JsonToken.START_OBJECT) {
                    throw new InvalidOrderException("this is not the JSON list that consul watch writes");
                }
                last = Optional.of(event(json));
            }
        } catch (JsonProcessingException e) {
            throw new InvalidOrderException(
                    "this is not the JSON list that consul watch writes: " + e.getOriginalMessage());
        }
        Map<String, String> event = last.orElseThrow(() -> new InvalidOrderException("consul watch wrote no event"));
        Hint hint = order("Consul event on " + origin, payload(event));
        return event.containsKey("ID") ? hint.withId(event.get("ID") + " " + event.getOrDefault("LTime", "")) : hint;
    }

    private static Map<String, String> event(JsonParser json) throws IOException {
        Map<String, String> fields = new HashMap<>();
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

    private static String payload(Map<String, String> event) throws InvalidOrderException {
        try {
            byte[] payload = Base64.getDecoder().decode(event.getOrDefault("Payload", ""));
            return new String(payload, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidOrderException("the payload of the last Consul event is not base64");
        }
    }

    private static Hint order(String origin, String text) throws InvalidOrderException {
        try {
            return Hint.ofPayload(origin, text);
        } catch (IllegalArgumentException e) {
            throw new InvalidOrderException("the order names no manifest: " + e.getMessage());
        }
    }
}
