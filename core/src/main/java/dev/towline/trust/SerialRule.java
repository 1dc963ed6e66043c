package dev.towline.trust;

import dev.towline.manifest.Manifest;
import java.time.Duration;
import java.time.Instant;

/** How serials, which are times of building in Unix seconds, may follow each other at one destination. */
final class SerialRule {

    /** How far a builder's clock may go ahead of the host's. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /** How old a serial may be where nobody knows any more which was the last. */
    private static final Duration FRESH = Duration.ofHours(24);

    private SerialRule() {}

    /** A serial from the future would keep out every real one until then. */
    static void checkNotAhead(long serial, Instant now) throws RejectedException {
        long newest = now.plus(AHEAD).getEpochSecond();
        if (serial > newest) {
            throw new RejectedException(
                    "fast-forward",
                    "serial " + serial + " is more than a day ahead of this host's clock, which allows up to " + newest
                            + ": a serial is the time of building in Unix seconds");
        }
    }

    static void checkFollows(long serial, String digest, AcceptedSerial last, Instant now) throws RejectedException {
        if (last.isUnreadable() && serial < now.minus(FRESH).getEpochSecond()) {
            throw new RejectedException(
                    "rollback",
                    "serial " + serial + " is older than a day, and the record of the last one here cannot be read:"
                            + " sign the release again with a new serial");
        }
        if (!last.isKnown()) {
            return;
        }
        if (serial < last.serial()) {
            throw new RejectedException(
                    "rollback",
                    "serial " + serial + " is below " + last.serial() + ", which was accepted here at " + last.at()
                            + ": to go back, sign the old release with a new serial");
        }
        if (serial == last.serial() && !digest.equals(last.digest())) {
            throw new RejectedException(
                    "equivocation",
                    "serial " + serial + " was accepted here at " + last.at() + " for another manifest, "
                            + last.digest() + ": two manifests with one serial");
        }
    }

    /** The later of now and when something was accepted last: a clock that went back makes nothing young again. */
    static Instant latest(AcceptedSerial last, Instant now) {
        return last.isKnown() && last.at().isAfter(now) ? last.at() : now;
    }

    static void checkNotExpired(Manifest manifest, Instant now) throws RejectedException {
        if (manifest.expires().filter(now::isAfter).isPresent()) {
            throw new RejectedException(
                    "expired", "the manifest expired at " + manifest.expires().get());
        }
    }
}
