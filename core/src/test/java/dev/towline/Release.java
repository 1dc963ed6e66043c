package dev.towline;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A release of a {@link DeployWorld} before it is published: an artifact, and a manifest that is written line by line. */
final class Release {

    private final DeployWorld world;
    private final byte[] artifact;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    private final List<String> check = new ArrayList<>();
    private boolean onlyCommands;

    Release(DeployWorld world, byte[] artifact) {
        this.world = world;
        this.artifact = artifact.clone();
        keys.put("checksum", sha256(artifact));
        keys.put("dest", world.dest.toString());
    }

    /** The line {@code key: value}, in place of an earlier one. */
    Release with(String key, String value) {
        keys.put(key, value);
        return this;
    }

    Release without(String key) {
        keys.remove(key);
        return this;
    }

    /** With the artifact's size. */
    Release sized() {
        return with("size", String.valueOf(artifact.length));
    }

    /** Only commands: no artifact, no destination. */
    Release commandsOnly() {
        onlyCommands = true;
        return without("checksum").without("dest");
    }

    Release to(Path dest) {
        return with("dest", dest.toString());
    }

    Release by(String strategy) {
        return with("sync_strategy", strategy);
    }

    /** Command lines of a phase: {@code pre}, {@code post}, {@code success} or {@code failure}. */
    Release on(String phase, String... lines) {
        commands.put(phase, List.of(lines));
        return this;
    }

    Release check(String deadline, String interval, String... lines) {
        check.add("check:");
        check.add("  deadline: " + deadline);
        check.add("  interval: " + interval);
        check.add("  commands: " + list(List.of(lines)));
        return this;
    }

    /** A command in every phase that prints which phase it is; {@code success} and {@code failure} too. */
    Release tellingItsPhases() {
        for (String phase : List.of("pre", "post", "success", "failure")) {
            on(phase, "echo $TOWLINE_PHASE");
        }
        return check("5s", "10ms", "echo $TOWLINE_PHASE");
    }

    /** Writes artifact and manifest, and says where the manifest is. */
    URI publish() {
        int number = world.nextNumber();
        if (!onlyCommands && !keys.containsKey("src")) {
            keys.put("src", world.serve("artifact-" + number, artifact).toString());
        }
        return world.serve("manifest-" + number + ".yml", yaml().getBytes(StandardCharsets.UTF_8));
    }

    String yaml() {
        List<String> lines = new ArrayList<>();
        keys.forEach((key, value) -> lines.add(key + ": " + value));
        if (!commands.isEmpty()) {
            lines.add("commands:");
            commands.forEach((phase, texts) -> lines.add("  " + phase + ": " + list(texts)));
        }
        lines.addAll(check);
        return String.join("\n", lines) + "\n";
    }

    private static String list(List<String> texts) {
        return texts.stream().map(Release::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'"; // templates see quotes as they are
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
