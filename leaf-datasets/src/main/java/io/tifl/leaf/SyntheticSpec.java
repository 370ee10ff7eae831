package io.tifl.leaf;

/**
 * What LEAF's synthetic generator is asked for.
 *
 * @param tasks number of users, at least 1
 * @param classes at least 2
 * @param dimensions features of an example, at least 1
 */
public record SyntheticSpec(int tasks, int classes, int dimensions, int seed) {
    /** LEAF's own: 1000 users, 107,553 examples. */
    public static final SyntheticSpec LEAF = new SyntheticSpec(1000, 5, 60, 931_231);

    private static final int MAX_TASKS = 100_000;
    private static final int MAX_CLASSES = 1000;
    private static final int MAX_DIMENSIONS = 10_000;

    public SyntheticSpec {
        check("tasks", tasks, 1, MAX_TASKS);
        check("classes", classes, 2, MAX_CLASSES);
        check("dimensions", dimensions, 1, MAX_DIMENSIONS);
        if (seed < 0) {
            throw new IllegalArgumentException("seed must be 0 or more, got " + seed);
        }
    }

    static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", got " + value);
        }
    }
}
