package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.NoiseTask;
import io.tifl.protocol.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a client counted in one round.
 *
 * @param examples that every chip was judged on
 * @param clean of which the model was right without noise
 * @param own which of the levels is the profile of the client's own device
 * @param correct of which each chip was right, by level and trial
 */
record ChipCounts(int classes, long examples, long clean, OptionalInt own, List<List<Long>> correct) {
    /** So many that sums of squares stay exact. */
    private static final long MOST_EXAMPLES = 1 << 20;

    ChipCounts {
        correct = correct.stream().map(List::copyOf).toList();
    }

    /**
     * Reads a reply.
     *
     * @throws IllegalArgumentException if it cannot be true or says more or less than was asked, with the reason
     */
    static ChipCounts of(Metrics metrics, int levels, int trials) {
        long examples = count(metrics, "examples", MOST_EXAMPLES);
        if (examples == 0) {
            throw new IllegalArgumentException("it has no test examples");
        }
        int classes = (int) count(metrics, "classes", MOST_EXAMPLES);
        if (classes < 2) {
            throw new IllegalArgumentException("'classes' is " + classes + ", expected 2 or more");
        }
        long clean = count(metrics, "clean", examples);
        List<List<Long>> correct = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            List<Long> ofLevel = new ArrayList<>();
            for (int chip = 0; chip < trials; chip++) {
                ofLevel.add(count(metrics, NoiseTask.metric(level, chip), examples));
            }
            correct.add(ofLevel);
        }
        OptionalInt own = own(metrics, levels);
        requireNoMore(metrics, 3 + levels * trials + (own.isPresent() ? 1 : 0));
        return new ChipCounts(classes, examples, clean, own, correct);
    }

    private static OptionalInt own(Metrics metrics, int levels) {
        return metrics.get("own").isPresent()
                ? OptionalInt.of((int) count(metrics, "own", levels - 1))
                : OptionalInt.empty();
    }

    private static void requireNoMore(Metrics metrics, int expected) {
        if (metrics.values().size() != expected) {
            throw new IllegalArgumentException(
                    "it says " + metrics.values().size() + " numbers, " + expected + " were expected");
        }
    }

    private static long count(Metrics metrics, String name, long most) {
        OptionalDouble value = metrics.get(name);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        double count = value.getAsDouble();
        if (!(count >= 0 && count <= most && count == Math.rint(count))) {
            throw new IllegalArgumentException(
                    "'" + name + "' is " + count + ", expected a whole number from 0 to " + most);
        }
        return (long) count;
    }
}
