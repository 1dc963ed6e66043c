package dev.towline.manifest;

import java.util.List;

/** A piece of YAML: every scalar a text, aliases and merge keys resolved. */
sealed interface Node {

    /** Where in the source it begins. */
    int offset();

    /**
     * A scalar.
     *
     * @param raw its text, template calls still being placeholders
     * @param plain neither quoted nor a block, so that {@code ~} and {@code 0755} mean something
     */
    record Scalar(int offset, String raw, boolean plain) implements Node {}

    record Sequence(int offset, List<Node> items) implements Node {}

    /** A mapping; no key comes twice. */
    record Mapping(int offset, List<Entry> entries) implements Node {}

    record Entry(Scalar key, Node value) {}
}
