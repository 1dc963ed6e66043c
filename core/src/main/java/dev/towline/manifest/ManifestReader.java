package dev.towline.manifest;

import dev.towline.manifest.Manifest.Draft;
import dev.towline.manifest.ManifestOptions.UnknownKeys;
import dev.towline.trust.Trusted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a manifest: bytes, text, templates, YAML, fields, in this order; values are put in after YAML was parsed. */
final class ManifestReader {

    /** Stretcher's keys, which may stand there without a value. */
    private static final Set<String> STRETCHERS =
            Set.of("src", "checksum", "dest", "dest_mode", "commands", "excludes", "exclude_from", "sync_strategy");

    private static final Set<String> OURS = Set.of(
            "deployment",
            "serial",
            "size",
            "expires",
            "keep_releases",
            "owner",
            "share",
            "mtimes",
            "staging",
            "hook_timeout",
            "check",
            "allow_empty",
            "allow_mass_delete");

    private static final Set<String> KNOWN = union(STRETCHERS, OURS);
    private static final Set<String> COMMANDS = Set.of("pre", "post", "success", "failure", "env");
    private static final Set<String> CHECK = Set.of("commands", "deadline", "interval");
    private static final Map<String, String> MISPLACED = Map.of(
            "pre", "commands.pre",
            "post", "commands.post",
            "success", "commands.success",
            "failure", "commands.failure",
            "env", "commands.env");

    private final Problems problems;
    private final UnknownKeys unknownKeys;
    private final Draft draft = new Draft();

    private ManifestReader(Problems problems, UnknownKeys unknownKeys) {
        this.problems = problems;
        this.unknownKeys = unknownKeys;
    }

    static Manifest read(Trusted trusted, ManifestOptions options) throws InvalidManifestException {
        byte[] bytes = trusted.bytes();
        SourceText source = SourceText.decode(trusted.location(), bytes);
        Problems problems = new Problems(trusted.location(), source);
        Templates templates = Templates.of(source, problems);
        Variables variables = new Variables(options.environment(), trusted.templateVariables());
        Expansion expansion = new Expansion(templates, variables, problems);
        ManifestReader reader = new ManifestReader(problems, options.unknownKeys());
        Composer.compose(templates, problems)
                .ifPresent(root -> reader.fields(new Fields(root, "", STRETCHERS, expansion, problems)));
        problems.throwIfAny();
        reader.draft.location = trusted.location();
        reader.draft.release = expansion.release(bytes);
        reader.draft.digest = Checksum.of(Checksum.Algorithm.SHA_256, bytes).hex();
        reader.draft.secrets = secrets(variables, reader.draft.commands.env());
        reader.draft.warnings = problems.warnings();
        return new Manifest(reader.draft);
    }

    private void fields(Fields fields) {
        fields.allowOnly(KNOWN, MISPLACED, unknownKeys);
        artifact(fields);
        destination(fields);
        release(fields);
        fields.mapping("commands", COMMANDS).ifPresent(this::commands);
        fields.mapping("check", Set.of()).ifPresent(this::check);
        if (draft.src.isEmpty() && draft.commands.isEmpty() && draft.check.isEmpty() && problems.none()) {
            problems.error(0, "nothing to do: there is neither src nor a command");
        }
    }

    private void artifact(Fields fields) {
        Optional<Checksum> checksum =
                said(fields, "checksum") ? fields.read("checksum", Values::checksum) : Optional.empty();
        Optional<Path> dest = said(fields, "dest") ? fields.read("dest", Values::dest) : Optional.empty();
        draft.size = fields.read("size", Values::count).map(OptionalLong::of).orElse(OptionalLong.empty());
        if (!said(fields, "src")) {
            for (String key : List.of("checksum", "dest")) {
                if (said(fields, key)) {
                    problems.warning(fields.offset(key), key + " means nothing without src: only commands will run");
                }
            }
            return;
        }
        draft.src = fields.read("src", Values::url);
        draft.checksum = checksum;
        draft.dest = dest;
        for (String key : List.of("checksum", "dest")) {
            if (!said(fields, key)) {
                problems.error(fields.offset("src"), "src needs " + key + " beside it");
            }
        }
        checksum.filter(sum -> sum.algorithm().legacy())
                .ifPresent(sum -> problems.warning(
                        fields.offset("checksum"),
                        "checksum is " + sum.algorithm() + ", which can be forged: use SHA-256"));
    }

    private void destination(Fields fields) {
        fields.scalar("dest_mode")
                .flatMap(scalar -> fields.convert("dest_mode", scalar, text -> DestMode.parse(text, scalar.plain())))
                .ifPresent(mode -> {
                    draft.destMode = mode.bits();
                    mode.warning().ifPresent(odd -> problems.warning(fields.offset("dest_mode"), "dest_mode " + odd));
                });
        draft.excludes = fields.list("excludes");
        if (said(fields, "exclude_from")) {
            draft.excludeFrom = fields.read("exclude_from", Values::pathInside);
        }
        if (said(fields, "sync_strategy")) {
            fields.read("sync_strategy", Values::name).ifPresent(name -> draft.syncStrategy = name);
        }
        fields.read("keep_releases", Values::releases).ifPresent(count -> draft.keepReleases = count);
        draft.owner = fields.read("owner", Values::owner);
        fields.read("share", text -> Values.oneOf(text, "link", "copy"))
                .ifPresent(word -> draft.share = word.equals("copy") ? Manifest.Share.COPY : Manifest.Share.LINK);
        draft.exactMtimes =
                fields.read("mtimes", text -> Values.oneOf(text, "exact")).isPresent();
        draft.stagingInside =
                fields.read("staging", text -> Values.oneOf(text, "inside")).isPresent();
        draft.allowEmpty = fields.read("allow_empty", Values::flag).orElse(false);
        draft.allowMassDelete = fields.read("allow_mass_delete", Values::flag).orElse(false);
    }

    private void release(Fields fields) {
        draft.deployment = fields.read("deployment", Values::name);
        draft.serial =
                fields.read("serial", Values::count).map(OptionalLong::of).orElse(OptionalLong.empty());
        draft.expires = fields.read("expires", Values::instant);
        draft.hookTimeout = fields.read("hook_timeout", Values::duration);
    }

    private void commands(Fields fields) {
        fields.allowOnly(COMMANDS, Map.of(), unknownKeys);
        draft.commands = new Commands(
                fields.list("pre"),
                fields.list("post"),
                fields.list("success"),
                fields.list("failure"),
                fields.mapping("env", Set.of()).map(Fields::texts).orElse(Map.of()));
    }

    private void check(Fields fields) {
        fields.allowOnly(CHECK, Map.of(), unknownKeys);
        List<String> commands = fields.list("commands");
        if (commands.isEmpty()) {
            problems.error(fields.offset("commands"), "check needs commands");
        }
        Duration deadline = fields.read("deadline", Values::duration).orElse(Check.DEFAULT_DEADLINE);
        Duration interval = fields.read("interval", Values::duration).orElse(Check.DEFAULT_INTERVAL);
        draft.check = Optional.of(new Check(commands, deadline, interval));
    }

    /** Whether one of stretcher's texts is there; as in Go, an empty one is none. */
    private static boolean said(Fields fields, String key) {
        return fields.has(key) && !fields.isEmptyText(key);
    }

    /** What templates took from secret-looking variables, and what the manifest itself gives to such. */
    private static Set<String> secrets(Variables variables, Map<String, String> env) {
        Set<String> secrets = new LinkedHashSet<>(variables.secrets());
        env.forEach((name, value) -> {
            if (Variables.looksSecret(name) && !value.isBlank()) {
                secrets.add(value);
            }
        });
        return Collections.unmodifiableSet(secrets);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }
}
