package dev.towline;

/**
 * What a release changes, in files and symbolic links; of directories only empty ones that are gone count.
 *
 * @param added new paths
 * @param changed paths whose content, type, mode, owner or link target differ
 * @param removed paths that are gone
 * @param unchanged paths that stay as they are
 */
public record FileCounts(long added, long changed, long removed, long unchanged) {
    public static final FileCounts NONE = new FileCounts(0, 0, 0, 0);
}
