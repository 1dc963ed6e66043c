package dev.towline.hook;

import dev.towline.source.ArtifactRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The environment that hooks are run with. It starts from the JVM's own variables, of which {@link #clean} passes only the
 * harmless ones and those named by the operator; the manifest's {@code commands.env} overrides these; Towline's own
 * override all, and no other variable may begin with {@code TOWLINE_}. Immutable: each method returns a changed copy.
 *
 * <table>
 *   <caption>Towline's own variables; one that does not apply is not set</caption>
 *   <tr><td>{@code TOWLINE_DEPLOYMENT}</td><td>the name of what is deployed</td></tr>
 *   <tr><td>{@code TOWLINE_RELEASE}</td><td>identity of the release being deployed, 64 hexadecimal digits</td></tr>
 *   <tr><td>{@code TOWLINE_PREVIOUS}</td><td>identity of the release that was there before</td></tr>
 *   <tr><td>{@code TOWLINE_PHASE}</td><td>{@code pre}, {@code post}, {@code check}, {@code success}, {@code failure}</td></tr>
 *   <tr><td>{@code TOWLINE_DEST}</td><td>the destination, an absolute path</td></tr>
 *   <tr><td>{@code TOWLINE_MANIFEST}</td><td>the manifest's URL without user information, query and fragment</td></tr>
 *   <tr><td>{@code TOWLINE_REASON}</td><td>why a {@code failure} hook runs; {@code rolled-back} where a {@code post}
 *       hook runs because its release came back</td></tr>
 *   <tr><td>{@code TOWLINE_RECOVERED}</td><td>{@code 1} where a hook may have run before, as the process that ran it
 *       ended</td></tr>
 * </table>
 */
public final class HookEnvironment {

    private static final String OWN = "TOWLINE_";
    private static final Set<String> HARMLESS = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "TZ",
            "TMPDIR",
            "LANG",
            "LANGUAGE",
            "LC_ALL",
            "LC_CTYPE",
            "LC_COLLATE",
            "LC_MESSAGES",
            "LC_MONETARY",
            "LC_NUMERIC",
            "LC_TIME");
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Map<String, String> handedOn;
    private final Map<String, String> manifest;
    private final Map<String, String> own;

    private HookEnvironment(Map<String, String> handedOn, Map<String, String> manifest, Map<String, String> own) {
        this.handedOn = handedOn;
        this.manifest = manifest;
        this.own = own;
    }

    /**
     * Of {@code jvm} only the search path, home, user, time zone, temporary directory and locale, and the variables in
     * {@code named} where they are set. {@code PATH} is always set.
     *
     * @param jvm usually {@link System#getenv()}
     * @throws IllegalArgumentException when a name in {@code named} cannot be a variable's or is Towline's own
     */
    public static HookEnvironment clean(Map<String, String> jvm, Collection<String> named) {
        for (String name : named) {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not the name of an environment variable: '" + name + "'");
            } else if (name.startsWith(OWN)) {
                throw new IllegalArgumentException(
                        name + " cannot be handed on to hooks: variables that begin with TOWLINE_ are set by Towline");
            }
        }
        Map<String, String> some = new LinkedHashMap<>(jvm);
        some.keySet().removeIf(name -> !HARMLESS.contains(name) && !named.contains(name));
        some.putIfAbsent("PATH", USUAL_PATH);
        return new HookEnvironment(some, Map.of(), Map.of());
    }

    /** All of {@code jvm}, secrets included, as stretcher does it. */
    public static HookEnvironment inheriting(Map<String, String> jvm) {
        return new HookEnvironment(new LinkedHashMap<>(jvm), Map.of(), Map.of());
    }

    /** With the manifest's {@code commands.env}. */
    public HookEnvironment manifestVariables(Map<String, String> variables) {
        return new HookEnvironment(handedOn, new LinkedHashMap<>(variables), own);
    }

    public HookEnvironment deployment(String name) {
        return with("DEPLOYMENT", name);
    }

    public HookEnvironment release(String release) {
        return with("RELEASE", release);
    }

    public HookEnvironment previous(Optional<String> release) {
        return release.map(id -> with("PREVIOUS", id)).orElse(this);
    }

    public HookEnvironment phase(String phase) {
        return with("PHASE", phase);
    }

    public HookEnvironment dest(Path dest) {
        return with("DEST", dest.toString());
    }

    /** With the manifest's address, which may hold credentials: they are left out. */
    public HookEnvironment manifest(URI location) {
        return with("MANIFEST", ArtifactRequest.of(location).toString());
    }

    /** With the reason that a {@code failure} hook is run for; a NUL, which no variable can hold, becomes a space. */
    public HookEnvironment reason(String reason) {
        return with("REASON", reason.replace('\0', ' '));
    }

    /** Of a deploy that another process began. */
    public HookEnvironment recovered() {
        return with("RECOVERED", "1");
    }

    /** All variables, in no order that means anything. */
    public Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>(handedOn);
        all.putAll(manifest);
        all.keySet().removeIf(name -> name.startsWith(OWN));
        all.putAll(own);
        return Collections.unmodifiableMap(all);
    }

    private HookEnvironment with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(own);
        more.put(OWN + name, value);
        return new HookEnvironment(handedOn, manifest, more);
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return "hook environment " + variables().keySet();
    }
}
