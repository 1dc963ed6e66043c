package dev.towline.consul;

import dev.towline.trigger.InvalidPointerException;
import dev.towline.trigger.Pointer;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a key holds.
 *
 * @param bytes empty when there is no such key
 * @param modified the index that a check-and-set names; 0 when there is no such key
 */
record StoredValue(Optional<byte[]> bytes, String modified) {

    static StoredValue of(Consul consul, Question question, Answer answer) throws IOException {
        if (answer.status() == 404) {
            return new StoredValue(Optional.empty(), "0");
        }
        List<Map<String, String>> rows =
                Json.objects(answer.orThrow(consul, question).text());
        if (rows.size() != 1 || !rows.get(0).containsKey("ModifyIndex")) {
            throw new IOException(consul + " answered " + question + " with something that is no key");
        }
        try {
            byte[] value = Base64.getDecoder().decode(rows.get(0).getOrDefault("Value", ""));
            return new StoredValue(Optional.of(value), rows.get(0).get("ModifyIndex"));
        } catch (IllegalArgumentException e) {
            throw new IOException(consul + " answered " + question + " with a value that is not base64", e);
        }
    }

    Optional<Pointer> pointer(Consul consul, String key) throws InvalidPointerException {
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pointer.parse(bytes.get()));
        } catch (InvalidPointerException e) {
            throw new InvalidPointerException("the key " + key + " of " + consul + ": " + e.getMessage());
        }
    }
}
