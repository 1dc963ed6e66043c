package dev.towline.source.download;

import java.time.Duration;
import java.util.Optional;

/**
 * What a download may take. Immutable.
 *
 * @param retry how often to try
 * @param stall how long the source may say nothing at all, while opening and while reading
 * @param minimumRate bytes per second that it must bring; 0 asks for nothing
 * @param rateWindow over how much waiting the minimum rate is measured; waiting for a slow reader or a bandwidth cap
 *     does not count
 * @param timeout how long all of it may take, retries and waits included; empty means as long as it goes on
 */
public record DownloadPolicy(
        Retry retry, Duration stall, long minimumRate, Duration rateWindow, Optional<Duration> timeout) {

    /** Three attempts, 30 s of silence, 1 KiB/s over 60 s, no total limit. */
    public static final DownloadPolicy DEFAULT =
            new DownloadPolicy(Retry.DEFAULT, Duration.ofSeconds(30), 1024, Duration.ofSeconds(60), Optional.empty());

    public DownloadPolicy {
        if (!isPositive(stall)
                || minimumRate < 0
                || !isPositive(rateWindow)
                || !timeout.map(DownloadPolicy::isPositive).orElse(true)) {
            throw new IllegalArgumentException("not a policy: stall " + stall + ", " + minimumRate + " bytes/s over "
                    + rateWindow + ", timeout " + timeout + "; times are positive, the rate is not negative");
        }
    }

    public DownloadPolicy retry(Retry retry) {
        return new DownloadPolicy(retry, stall, minimumRate, rateWindow, timeout);
    }

    public DownloadPolicy stall(Duration stall) {
        return new DownloadPolicy(retry, stall, minimumRate, rateWindow, timeout);
    }

    public DownloadPolicy minimumRate(long bytesPerSecond, Duration window) {
        return new DownloadPolicy(retry, stall, bytesPerSecond, window, timeout);
    }

    public DownloadPolicy timeout(Duration timeout) {
        return new DownloadPolicy(retry, stall, minimumRate, rateWindow, Optional.of(timeout));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
