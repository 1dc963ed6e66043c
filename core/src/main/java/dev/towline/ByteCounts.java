package dev.towline;

/**
 * What a deploy moved.
 *
 * @param fetched bytes read from sources, the manifest's own and those of repeated attempts included
 * @param written bytes of file content written to disk
 * @param reused bytes of file content that were there already and not written again
 */
public record ByteCounts(long fetched, long written, long reused) {
    public static final ByteCounts NONE = new ByteCounts(0, 0, 0);
}
