package dev.towline.examples.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.towline.ByteCounts;
import dev.towline.DeployPlan;
import dev.towline.DeployReport;
import dev.towline.DeployResult;
import java.util.List;

/** Results as one JSON object each: absent means unknown, never null; times in milliseconds, sizes in bytes. */
final class Json {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    static String of(DeployResult result) {
        DeployReport report = result.report();
        ObjectNode json = NODES.objectNode();
        json.put("outcome", result.outcome());
        report.deployment().ifPresent(name -> json.put("deployment", name));
        report.release().ifPresent(release -> json.put("release", release));
        report.dest().ifPresent(dest -> json.put("dest", dest.toString()));
        json.put("target", report.target().name().toLowerCase(java.util.Locale.ROOT));
        json.putObject("files")
                .put("added", report.files().added())
                .put("changed", report.files().changed())
                .put("removed", report.files().removed())
                .put("unchanged", report.files().unchanged());
        bytes(json, report.bytes());
        ArrayNode phases = json.putArray("phases");
        report.phases()
                .forEach(timing -> phases.addObject()
                        .put("phase", timing.phase().word())
                        .put("millis", timing.duration().toMillis()));
        texts(json.putArray("warnings"), report.warnings());
        result.failure()
                .ifPresent(failure -> json.putObject("error")
                        .put("phase", failure.phase().word())
                        .put("kind", failure.kind())
                        .put("message", failure.getMessage()));
        return json.toString();
    }

    static String of(DeployPlan plan) {
        ObjectNode json = NODES.objectNode();
        plan.deployment().ifPresent(name -> json.put("deployment", name));
        json.put("release", plan.release());
        plan.dest().ifPresent(dest -> json.put("dest", dest.toString()));
        items(json.putArray("added"), plan.added());
        items(json.putArray("changed"), plan.changed());
        items(json.putArray("removed"), plan.removed());
        ObjectNode hooks = json.putObject("hooks");
        texts(hooks.putArray("pre"), plan.commands().pre());
        texts(hooks.putArray("post"), plan.commands().post());
        texts(hooks.putArray("check"), plan.check());
        texts(hooks.putArray("success"), plan.commands().success());
        texts(hooks.putArray("failure"), plan.commands().failure());
        bytes(json, plan.bytes());
        return json.toString();
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

    private static void items(ArrayNode array, List<DeployPlan.Item> items) {
        items.forEach(
                item -> array.addObject().put("path", escaped(item.path())).put("size", item.size()));
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static void bytes(ObjectNode json, ByteCounts bytes) {
        json.putObject("bytes")
                .put("fetched", bytes.fetched())
                .put("written", bytes.written())
                .put("reused", bytes.reused());
    }
}
