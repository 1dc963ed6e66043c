package dev.towline;

import dev.towline.disk.Disk;
import dev.towline.disk.Watch;
import dev.towline.hook.HookEnvironment;
import dev.towline.hook.HookRunner;
import dev.towline.hook.HookRunners;
import dev.towline.manifest.ManifestOptions;
import dev.towline.source.ArtifactSource;
import dev.towline.source.download.Bandwidth;
import dev.towline.source.download.DownloadPolicy;
import dev.towline.source.download.Downloads;
import dev.towline.source.download.Retry;
import dev.towline.sync.Syncer;
import dev.towline.sync.Syncers;
import dev.towline.trust.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Deployer} consists of; what is missing or wrong is said at once. Not thread-safe. */
public final class DeployerBuilder {

    private final Map<String, ArtifactSource> sources = new LinkedHashMap<>();
    private final Map<String, Syncer> syncers = new LinkedHashMap<>();
    private final List<DeployListener> listeners = new ArrayList<>();
    private final List<String> hookVariables = new ArrayList<>();
    private HookRunner hookRunner = HookRunners.shell();
    private @Nullable Trust trust;
    private @Nullable Path stateDirectory;
    private Optional<HealthCheck> healthCheck = Optional.empty();
    private Duration randomDelay = Duration.ZERO;
    private Bandwidth bandwidth = Bandwidth.unlimited();
    private int attempts = 3;
    private Duration retryWait = Duration.ofSeconds(1);
    private Duration downloadTimeout = Duration.ofMinutes(30);
    private Optional<Duration> hookTimeout = Optional.of(Duration.ofMinutes(60));
    private Map<String, String> environment = System.getenv();
    private boolean hooksInheritEnvironment;
    private Limits limits = Limits.DEFAULT;
    private ManifestOptions.UnknownKeys unknownKeys = ManifestOptions.UnknownKeys.ERROR;
    private InstantSource clock = InstantSource.system();
    private Watch watch = Watch.NONE;
    private Durability durability = Durability.FULL;

    DeployerBuilder() {
        syncers.put("rsync", Syncers.mirror());
        syncers.put("mv", Syncers.move());
        syncers.put("releases", Syncers.releases());
        listeners.add(FlightRecording.whereAvailable());
    }

    /**
     * Fetches addresses of {@code scheme} from {@code source}.
     *
     * @throws IllegalArgumentException when the scheme has a source already
     */
    public DeployerBuilder source(String scheme, ArtifactSource source) {
        Objects.requireNonNull(source, "source");
        if (sources.putIfAbsent(scheme.toLowerCase(Locale.ROOT), source) != null) {
            throw new IllegalArgumentException("scheme " + scheme + " has a source already");
        }
        return this;
    }

    /**
     * Uses {@code syncer} for manifests whose {@code sync_strategy} is {@code strategy}; replaces the built-in one of
     * that name ({@code rsync}, {@code mv}, {@code releases}).
     */
    public DeployerBuilder syncer(String strategy, Syncer syncer) {
        syncers.put(strategy, Objects.requireNonNull(syncer, "syncer"));
        return this;
    }

    /** Runs the manifest's commands with {@code runner}; default {@link HookRunners#shell()}. */
    public DeployerBuilder hookRunner(HookRunner runner) {
        hookRunner = Objects.requireNonNull(runner, "runner");
        return this;
    }

    /** Whom to believe. Needed: there is no default. */
    public DeployerBuilder trust(Trust chosen) {
        trust = Objects.requireNonNull(chosen, "trust");
        return this;
    }

    /** Where the deployer keeps what it knows of its destinations; made with mode 0700 when missing. Needed. */
    public DeployerBuilder stateDirectory(Path directory) {
        stateDirectory = directory.toAbsolutePath().normalize();
        return this;
    }

    /** Also tells {@code listener} what happens; may be called several times. */
    public DeployerBuilder listener(DeployListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Also asks {@code check} in the CHECK phase. */
    public DeployerBuilder healthCheck(HealthCheck check) {
        healthCheck = Optional.of(check);
        return this;
    }

    /** Waits a random time between nothing and {@code most} before each deploy, to spread the load; default none. */
    public DeployerBuilder randomDelay(Duration most) {
        randomDelay = notNegative("random delay", most);
        return this;
    }

    /**
     * Lets all downloads of this deployer together take no more than {@code bytesPerSecond}; default no cap.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public DeployerBuilder maxBandwidth(long bytesPerSecond) {
        bandwidth = Bandwidth.of(bytesPerSecond);
        return this;
    }

    /**
     * Opens a source up to {@code attempts} times before it gives up, with growing random pauses that begin around
     * {@code wait}; default 3 times and 1 s. Progress in between starts the count again.
     */
    public DeployerBuilder retry(int attempts, Duration wait) {
        if (attempts < 1) {
            throw new IllegalArgumentException("at least one attempt is needed, not " + attempts);
        }
        this.attempts = attempts;
        this.retryWait = notNegative("retry wait", wait);
        return this;
    }

    /** How long fetching one manifest or artifact may take, retries included; default 30 minutes. */
    public DeployerBuilder downloadTimeout(Duration limit) {
        downloadTimeout = positive("download timeout", limit);
        return this;
    }

    /** How long one command may take where its manifest does not say; default 60 minutes. */
    public DeployerBuilder hookTimeout(Duration limit) {
        hookTimeout = Optional.of(positive("hook timeout", limit));
        return this;
    }

    /** Lets commands take as long as they like where their manifest does not say. */
    public DeployerBuilder noHookTimeout() {
        hookTimeout = Optional.empty();
        return this;
    }

    /**
     * Hands these variables of this process's environment on to commands, which else begin with a clean one.
     *
     * @throws IllegalArgumentException when one cannot be a variable's name or begins with {@code TOWLINE_}
     */
    public DeployerBuilder hookEnvironment(String... names) {
        HookEnvironment.clean(Map.of(), List.of(names));
        hookVariables.addAll(List.of(names));
        return this;
    }

    /** Hands this process's whole environment on to commands, secrets in it included. */
    public DeployerBuilder hooksInheritEnvironment() {
        hooksInheritEnvironment = true;
        return this;
    }

    /** Uses {@code variables} instead of this process's environment, for templates and commands alike. */
    public DeployerBuilder environment(Map<String, String> variables) {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        return this;
    }

    /** How much one deploy may take at most; default {@link Limits#DEFAULT}. */
    public DeployerBuilder limits(Limits chosen) {
        limits = Objects.requireNonNull(chosen, "limits");
        return this;
    }

    /**
     * Only warns of a manifest's unknown key unless it looks like a misspelt known one: for manifests that were written
     * for stretcher, which ignores them.
     */
    public DeployerBuilder toleratingUnknownKeys() {
        unknownKeys = ManifestOptions.UnknownKeys.WARN;
        return this;
    }

    /** Tells the time; default the system's clock. Durations are measured by the monotonic clock all the same. */
    public DeployerBuilder clock(InstantSource source) {
        clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /** What a deploy promises to survive; default {@link Durability#FULL}. */
    public DeployerBuilder durability(Durability chosen) {
        durability = Objects.requireNonNull(chosen, "durability");
        return this;
    }

    /** Lets {@code chosen} see every mutating call on the disk before it happens, and fail it: for tests. */
    DeployerBuilder watch(Watch chosen) {
        watch = chosen;
        return this;
    }

    /**
     * The deployer.
     *
     * @throws IllegalStateException when something needed is missing; the message says what to write
     */
    public Deployer build() {
        if (sources.isEmpty()) {
            throw new IllegalStateException("no artifact source: call source(scheme, ...) at least once,"
                    + " for example source(\"https\", Sources.http())");
        }
        if (trust == null) {
            throw new IllegalStateException("no trust: call trust(...) and say whom to believe;"
                    + " trust(Trust.unsigned()) believes whoever can write the manifest");
        }
        if (stateDirectory == null) {
            throw new IllegalStateException("no state directory: call stateDirectory(...),"
                    + " for example stateDirectory(Path.of(\"/var/lib/towline\"))");
        }
        DownloadPolicy policy = DownloadPolicy.DEFAULT
                .retry(new Retry(attempts, retryWait, Retry.DEFAULT.longestWait()))
                .timeout(downloadTimeout);
        return new Deployer(new Settings(
                Map.copyOf(sources),
                Collections.unmodifiableMap(new LinkedHashMap<>(syncers)),
                hookRunner,
                trust,
                stateDirectory,
                List.copyOf(listeners),
                healthCheck,
                randomDelay,
                Downloads.of(policy, bandwidth),
                hookTimeout,
                environment,
                List.copyOf(hookVariables),
                hooksInheritEnvironment,
                limits,
                ManifestOptions.strict().environment(environment).unknownKeys(unknownKeys),
                clock,
                new Disk(watch, durability == Durability.FULL)));
    }

    private static Duration notNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a " + what + " is not negative: " + duration);
        }
        return duration;
    }

    private static Duration positive(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("a " + what + " is longer than nothing: " + duration);
        }
        return duration;
    }
}
