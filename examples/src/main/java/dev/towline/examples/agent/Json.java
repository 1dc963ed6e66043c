package dev.towline.examples.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.towline.ByteCounts;
import dev.towline.DeployException;
import dev.towline.DeployPlan;
import dev.towline.DeployReport;
import dev.towline.DeployResult;
import dev.towline.DestinationStatus;
import dev.towline.FileCounts;
import dev.towline.PastDeploy;
import dev.towline.PhaseTiming;
import dev.towline.Verification;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Results as one JSON object each, lists as one array: absent means unknown, never null; durations in milliseconds,
 * instants as ISO 8601 writes them, sizes in bytes.
 */
final class Json {

    /** Writes the fields of an object. */
    @FunctionalInterface
    private interface Fields {
        void write() throws IOException;
    }

    /** Writes an element of an array. */
    @FunctionalInterface
    private interface Element<T> {
        void write(T element) throws IOException;
    }

    private final JsonGenerator out;

    private Json(JsonGenerator out) {
        this.out = out;
    }

    static String of(DeployResult result) {
        return text(json -> json.result(result));
    }

    static String of(DeployPlan plan) {
        return text(json -> json.plan(plan));
    }

    /** A plan that there is none of. */
    static String of(DeployException failure) {
        return text(json -> json.object(() -> json.error(failure)));
    }

    static String of(Verification verification) {
        return text(json -> json.verification(verification));
    }

    static String ofHistory(List<PastDeploy> history) {
        return text(json -> json.array(history, json::past));
    }

    static String ofStatus(List<DestinationStatus> all) {
        return text(json -> json.array(all, json::status));
    }

    /** Control characters written as {@code \\u....}, so that a path cannot play with a terminal. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private void result(DeployResult result) throws IOException {
        DeployReport report = result.report();
        object(() -> {
            out.writeStringField("outcome", result.outcome());
            known("deployment", report.deployment());
            known("release", report.release());
            known("dest", report.dest());
            out.writeStringField("target", report.target().name().toLowerCase(Locale.ROOT));
            files(report.files());
            bytes(report.bytes());
            out.writeFieldName("phases");
            array(report.phases(), this::phase);
            texts("warnings", report.warnings());
            if (result.failure().isPresent()) {
                error(result.failure().get());
            }
        });
    }

    private void plan(DeployPlan plan) throws IOException {
        object(() -> {
            known("deployment", plan.deployment());
            out.writeStringField("release", plan.release());
            known("dest", plan.dest());
            items("added", plan.added());
            items("changed", plan.changed());
            items("removed", plan.removed());
            out.writeFieldName("hooks");
            object(() -> {
                texts("pre", plan.commands().pre());
                texts("post", plan.commands().post());
                texts("check", plan.check());
                texts("success", plan.commands().success());
                texts("failure", plan.commands().failure());
            });
            bytes(plan.bytes());
        });
    }

    private void verification(Verification found) throws IOException {
        object(() -> {
            out.writeStringField("dest", found.dest().toString());
            out.writeStringField("release", found.release());
            out.writeBooleanField("intact", found.intact());
            texts("missing", escaped(found.missing()));
            texts("changed", escaped(found.changed()));
            texts("extra", escaped(found.extra()));
        });
    }

    private void past(PastDeploy past) throws IOException {
        object(() -> {
            out.writeStringField("at", past.at().toString());
            out.writeStringField("outcome", past.outcome());
            out.writeStringField("target", past.target().name().toLowerCase(Locale.ROOT));
            out.writeStringField("release", past.release());
            known("order", past.order());
            out.writeStringField("manifest", past.manifest());
            if (past.kind().isPresent()) {
                out.writeFieldName("error");
                object(() -> {
                    known("kind", past.kind());
                    known("message", past.message());
                });
            }
        });
    }

    private void status(DestinationStatus status) throws IOException {
        object(() -> {
            known("dest", status.dest());
            known("deployment", status.deployment());
            known("release", status.release());
            known("since", status.since());
            if (status.last().isPresent()) {
                out.writeFieldName("last");
                past(status.last().get());
            }
            if (status.unfinished().isPresent()) {
                out.writeFieldName("unfinished");
                unfinished(status.unfinished().get());
            }
            out.writeFieldName("quarantine");
            array(status.quarantine(), this::quarantined);
        });
    }

    private void unfinished(DestinationStatus.Unfinished unfinished) throws IOException {
        object(() -> {
            out.writeStringField("release", unfinished.release());
            out.writeStringField("owes", unfinished.owes());
            out.writeBooleanField("broken", unfinished.broken());
            known("reason", unfinished.reason());
        });
    }

    private void quarantined(DestinationStatus.Quarantined quarantined) throws IOException {
        object(() -> {
            out.writeStringField("release", quarantined.release());
            out.writeStringField("since", quarantined.since().toString());
            out.writeStringField("reason", quarantined.reason());
        });
    }

    private void phase(PhaseTiming timing) throws IOException {
        object(() -> {
            out.writeStringField("phase", timing.phase().word());
            out.writeNumberField("millis", timing.duration().toMillis());
        });
    }

    private void files(FileCounts files) throws IOException {
        out.writeFieldName("files");
        object(() -> {
            out.writeNumberField("added", files.added());
            out.writeNumberField("changed", files.changed());
            out.writeNumberField("removed", files.removed());
            out.writeNumberField("unchanged", files.unchanged());
        });
    }

    private void bytes(ByteCounts bytes) throws IOException {
        out.writeFieldName("bytes");
        object(() -> {
            out.writeNumberField("fetched", bytes.fetched());
            out.writeNumberField("written", bytes.written());
            out.writeNumberField("reused", bytes.reused());
        });
    }

    private void error(DeployException failure) throws IOException {
        out.writeFieldName("error");
        object(() -> {
            out.writeStringField("phase", failure.phase().word());
            out.writeStringField("kind", failure.kind());
            out.writeStringField("message", failure.getMessage());
        });
    }

    private void items(String name, List<DeployPlan.Item> items) throws IOException {
        out.writeFieldName(name);
        array(items, this::item);
    }

    private void item(DeployPlan.Item item) throws IOException {
        object(() -> {
            out.writeStringField("path", escaped(item.path()));
            out.writeNumberField("size", item.size());
        });
    }

    private static List<String> escaped(List<String> texts) {
        return texts.stream().map(Json::escaped).toList();
    }

    private void texts(String name, List<String> texts) throws IOException {
        out.writeFieldName(name);
        array(texts, out::writeString);
    }

    private void known(String name, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(name, value.get().toString());
        }
    }

    private <T> void array(List<T> elements, Element<T> element) throws IOException {
        out.writeStartArray();
        for (T one : elements) {
            element.write(one);
        }
        out.writeEndArray();
    }

    private void object(Fields fields) throws IOException {
        out.writeStartObject();
        fields.write();
        out.writeEndObject();
    }

    /** Writes one value. */
    @FunctionalInterface
    private interface Value {
        void write(Json json) throws IOException;
    }

    private static String text(Value value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            value.write(new Json(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
