package dev.towline.crash;

/** How much of a search is done: a sample with every build, all of it with {@code -Dcrash.all=true}. */
public final class Effort {

    private Effort() {}

    public static boolean all() {
        return Boolean.getBoolean("crash.all");
    }

    /** What random choices begin with; {@code -Dcrash.seed=N} chooses others. */
    public static long seed() {
        return Long.getLong("crash.seed", 20_261_123L);
    }
}
