package dev.towline.consul;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * An event of an agent's buffer.
 *
 * @param id a UUID; the same event delivered twice has the same
 * @param time the Lamport time, unsigned; not unique
 * @param payload empty when there is none
 * @param defect why it cannot be used
 */
record ConsulEvent(String id, String name, long time, String payload, Optional<String> defect) {

    /** The order in which events were fired, the same on every host. The list itself is in order of arrival. */
    static final Comparator<ConsulEvent> AS_FIRED =
            Comparator.comparing(ConsulEvent::time, Long::compareUnsigned).thenComparing(ConsulEvent::id);

    static ConsulEvent of(Map<String, String> fields) {
        String id = fields.getOrDefault("ID", "");
        String name = fields.getOrDefault("Name", "");
        try {
            String payload =
                    new String(Base64.getDecoder().decode(fields.getOrDefault("Payload", "")), StandardCharsets.UTF_8);
            long time = Long.parseUnsignedLong(fields.getOrDefault("LTime", "0"));
            String version = fields.getOrDefault("Version", "1");
            Optional<String> defect =
                    version.equals("1") ? Optional.empty() : Optional.of("its version is " + printable(version));
            return new ConsulEvent(id, name, time, payload, defect);
        } catch (NumberFormatException e) {
            return new ConsulEvent(id, name, 0, "", Optional.of("its Lamport time is no number"));
        } catch (IllegalArgumentException e) {
            return new ConsulEvent(id, name, 0, "", Optional.of("its payload is not base64"));
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[^A-Za-z0-9.-]", "?");
    }

    boolean isUsable() {
        return defect.isEmpty();
    }
}
