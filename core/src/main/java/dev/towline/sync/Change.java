package dev.towline.sync;

import java.util.List;
import java.util.Set;

/** What a {@link Syncer} is asked: this tree is staged, that is the baseline; which moves make them equal? Immutable. */
public final class Change {

    private final Target target;
    private final TreeIndex wanted;
    private final Set<String> left;
    private final Baseline baseline;
    private final boolean different;
    private final List<String> goodReleases;

    private Change(
            Target target,
            TreeIndex wanted,
            Set<String> left,
            Baseline baseline,
            boolean different,
            List<String> goodReleases) {
        this.target = target;
        this.wanted = wanted;
        this.left = left;
        this.baseline = baseline;
        this.different = different;
        this.goodReleases = goodReleases;
    }

    /**
     * A question. {@code different} is false when the staged tree equals the baseline's in every respect;
     * {@code goodReleases} are as {@link #goodReleases()} says.
     */
    public static Change of(
            Target target,
            TreeIndex wanted,
            Set<String> left,
            Baseline baseline,
            boolean different,
            List<String> goodReleases) {
        return new Change(target, wanted, Set.copyOf(left), baseline, different, List.copyOf(goodReleases));
    }

    public Target target() {
        return target;
    }

    /** The tree that the destination shall hold: all of it, excluded entries left out. */
    public TreeIndex wanted() {
        return wanted;
    }

    /** Files of {@link #wanted()} that are not in staging because the baseline's own file stays. */
    public Set<String> left() {
        return left;
    }

    public Baseline baseline() {
        return baseline;
    }

    /** Whether the staged tree differs from the baseline's at all. */
    public boolean different() {
        return different;
    }

    /**
     * Names of the releases that were deployed here successfully, oldest first: for a release whose whole tree was put
     * below the destination the last name of that place ({@link Target#releaseName()} or what stands for it), else
     * {@link Target#releaseName()}.
     */
    public List<String> goodReleases() {
        return goodReleases;
    }
}
