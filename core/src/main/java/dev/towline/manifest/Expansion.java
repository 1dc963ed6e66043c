package dev.towline.manifest;

import dev.towline.text.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;

/** Puts values in where the manifest calls for them, each call evaluated once. Not thread-safe. */
final class Expansion {

    /** Characters that all templates together may add. */
    private static final long MOST_EXPANSION = 16L * Manifest.MAX_BYTES;

    private final Templates templates;
    private final Variables variables;
    private final Problems problems;
    private final TreeMap<Integer, Optional<String>> values = new TreeMap<>();
    private long expanded;

    Expansion(Templates templates, Variables variables, Problems problems) {
        this.templates = templates;
        this.variables = variables;
        this.problems = problems;
    }

    /** The scalar's text; empty when a call in it has no value, which is then among the problems. */
    Optional<String> text(Node.Scalar scalar) {
        for (int number : templates.callsIn(scalar.raw())) {
            Optional<String> value = values.computeIfAbsent(number, n -> evaluate(templates.call(n)));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            expanded += value.get().length();
            if (expanded > MOST_EXPANSION) {
                problems.error(
                        scalar.offset(), "templates expand the manifest beyond " + MOST_EXPANSION + " characters");
                return Optional.empty();
            }
        }
        return Optional.of(templates.replace(
                scalar.raw(),
                number -> values.getOrDefault(number, Optional.empty()).orElseThrow()));
    }

    /** What the author wrote for the scalar. */
    String asWritten(Node.Scalar scalar) {
        return templates.asWritten(scalar.raw());
    }

    /** Whether the scalar says nothing: {@code ~}, {@code null}, nothing at all, or a template that comes out empty. */
    boolean isNull(Node node) {
        if (!(node instanceof Node.Scalar scalar) || !scalar.plain()) {
            return false;
        }
        if (templates.isTemplated(scalar.raw())) {
            return text(scalar).filter(String::isEmpty).isPresent();
        }
        return switch (scalar.raw()) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    private Optional<String> evaluate(Templates.Placeheld call) {
        try {
            if (call.expression().isEmpty()) {
                throw new TemplateException(call.problem());
            }
            return Optional.of(call.expression().get().evaluate(variables).text());
        } catch (TemplateException e) {
            problems.error(call.offset(), Text.printable(e.reason()));
            return Optional.empty();
        }
    }

    /**
     * The release's identity: SHA-256 of the manifest, followed for each expanded call, in the order they are written,
     * by a zero byte (which no manifest holds), the value's length in bytes and the value.
     */
    String release(byte[] manifest) {
        MessageDigest digest = Checksum.Algorithm.SHA_256.newDigest();
        digest.update(manifest);
        for (Optional<String> value : values.values()) {
            byte[] bytes = value.orElse("").getBytes(StandardCharsets.UTF_8);
            digest.update((byte) 0);
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
