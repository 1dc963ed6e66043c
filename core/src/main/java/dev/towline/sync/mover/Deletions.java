package dev.towline.sync.mover;

/**
 * How many files moves would delete.
 *
 * @param deleted files and links that would be gone
 * @param existing files and links that are there, excluded ones not counted; 0 when nothing would be deleted
 */
public record Deletions(long deleted, long existing) {

    private static final long FEW = 100;

    /** Whether this is so much that somebody has to say it is meant: more than 100 files and more than half. */
    public boolean isMass() {
        return deleted > FEW && deleted * 2 > existing;
    }
}
