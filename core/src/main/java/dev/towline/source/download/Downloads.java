package dev.towline.source.download;

import dev.towline.source.ArtifactSource;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** What all downloads of one deployer share: policy, bandwidth, redaction, time. Safe for use by several threads. */
public final class Downloads {

    private final DownloadPolicy policy;
    private final Bandwidth bandwidth;
    private final Redaction redaction;
    private final Time time;
    private final RandomGenerator random;

    private Downloads(
            DownloadPolicy policy, Bandwidth bandwidth, Redaction redaction, Time time, RandomGenerator random) {
        this.policy = policy;
        this.bandwidth = bandwidth;
        this.redaction = redaction;
        this.time = time;
        this.random = random;
    }

    public static Downloads of(DownloadPolicy policy, Bandwidth bandwidth) {
        return new Downloads(
                policy,
                bandwidth,
                Redaction.of(Set.of()),
                Time.SYSTEM,
                () -> ThreadLocalRandom.current().nextLong());
    }

    /** The same, with another way to keep secrets out of messages. */
    public Downloads redaction(Redaction redaction) {
        return new Downloads(policy, bandwidth, redaction, time, random);
    }

    /** The same in another time, for tests. */
    Downloads in(Time time, RandomGenerator random) {
        return new Downloads(policy, bandwidth, redaction, time, random);
    }

    /** The artifact at {@code uri}, still to be opened. */
    public Fetch fetch(ArtifactSource source, URI uri) {
        return new Fetch(this, source, uri);
    }

    DownloadPolicy policy() {
        return policy;
    }

    Bandwidth bandwidth() {
        return bandwidth;
    }

    Redaction redaction() {
        return redaction;
    }

    Time time() {
        return time;
    }

    RandomGenerator random() {
        return random;
    }
}
