package dev.towline.trigger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.towline.text.DeployId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The JSON form of a pointer. */
final class PointerJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private @Nullable String manifest;
    private @Nullable String id;
    private @Nullable Long serial;
    private boolean rollback;

    private PointerJson() {}

    /** @throws IllegalArgumentException when a field holds something that it cannot */
    static Pointer read(String text) throws InvalidPointerException {
        PointerJson fields = new PointerJson();
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                fields.field(json, json.currentName(), json.nextToken());
            }
            if (json.nextToken() != null) {
                throw new InvalidPointerException("there is something behind the pointer's JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new InvalidPointerException("the pointer begins like JSON and is none: " + e.getOriginalMessage());
        } catch (InvalidPointerException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields.pointer();
    }

    private void field(JsonParser json, String name, JsonToken value) throws IOException {
        switch (name) {
            case "manifest" -> manifest = text(json, name, value);
            case "id" -> id = text(json, name, value);
            case "serial" -> {
                require(value == JsonToken.VALUE_NUMBER_INT, name, "a whole number");
                require(json.getNumberType() != JsonParser.NumberType.BIG_INTEGER, name, "less than 2^63");
                serial = json.getLongValue();
            }
            case "rollback" -> {
                require(value.isBoolean(), name, "true or false");
                rollback = json.getBooleanValue();
            }
            default -> {
                if (!name.startsWith("x-")) {
                    throw new InvalidPointerException(
                            "a pointer has no key " + (DeployId.isValid(name) ? name : "like that")
                                    + ": it has manifest, id, serial and rollback");
                }
                json.skipChildren();
            }
        }
    }

    private static String text(JsonParser json, String name, JsonToken value) throws IOException {
        require(value == JsonToken.VALUE_STRING, name, "a string");
        return json.getText();
    }

    private static void require(boolean held, String name, String kind) throws InvalidPointerException {
        if (!held) {
            throw new InvalidPointerException("the pointer's " + name + " is " + kind);
        }
    }

    private Pointer pointer() throws InvalidPointerException {
        if (manifest == null) {
            throw new InvalidPointerException("the pointer names no manifest");
        }
        Pointer pointer = Pointer.to(Words.url(manifest));
        pointer = id == null ? pointer : pointer.withId(id);
        pointer = serial == null ? pointer : pointer.withSerial(serial);
        return rollback ? pointer.asRollback() : pointer;
    }

    static String write(Pointer pointer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("manifest", pointer.manifest().toString());
            if (pointer.id().isPresent()) {
                json.writeStringField("id", pointer.id().get());
            }
            if (pointer.serial().isPresent()) {
                json.writeNumberField("serial", pointer.serial().getAsLong());
            }
            if (pointer.isRollback()) {
                json.writeBooleanField("rollback", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
