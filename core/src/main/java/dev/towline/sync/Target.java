package dev.towline.sync;

import java.nio.file.Path;

/** Where a release goes and what the manifest says about how. Immutable. */
public final class Target {

    private final Path dest;
    private final String releaseName;
    private final int destMode;
    private final int keepReleases;
    private final boolean shareLinks;
    private final PathFilter excluded;

    private Target(
            Path dest, String releaseName, int destMode, int keepReleases, boolean shareLinks, PathFilter excluded) {
        this.dest = dest;
        this.releaseName = releaseName;
        this.destMode = destMode;
        this.keepReleases = keepReleases;
        this.shareLinks = shareLinks;
        this.excluded = excluded;
    }

    /** A target at {@code dest} with mode 0755, five releases kept, links shared and nothing excluded. */
    public static Target of(Path dest, String releaseName) {
        return new Target(dest, releaseName, 0755, 5, true, PathFilter.NOTHING);
    }

    public Target destMode(int bits) {
        return new Target(dest, releaseName, bits, keepReleases, shareLinks, excluded);
    }

    public Target keepReleases(int count) {
        return new Target(dest, releaseName, destMode, count, shareLinks, excluded);
    }

    public Target shareLinks(boolean links) {
        return new Target(dest, releaseName, destMode, keepReleases, links, excluded);
    }

    public Target excluding(PathFilter filter) {
        return new Target(dest, releaseName, destMode, keepReleases, shareLinks, filter);
    }

    /** The destination: absolute, its own last component resolved when that is a permitted symbolic link. */
    public Path dest() {
        return dest;
    }

    /** A name for the release's directory, without dots: the manifest's serial where it has one, and a short digest. */
    public String releaseName() {
        return releaseName;
    }

    /** Permission bits that the destination directory gets. */
    public int destMode() {
        return destMode;
    }

    /** How many good releases a strategy that keeps several should keep. */
    public int keepReleases() {
        return keepReleases;
    }

    /** Whether unchanged files of a kept release may be hard links to the previous one. */
    public boolean shareLinks() {
        return shareLinks;
    }

    /** Paths that are neither copied, overwritten nor deleted. */
    public PathFilter excluded() {
        return excluded;
    }
}
