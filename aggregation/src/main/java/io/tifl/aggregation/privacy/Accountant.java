package io.tifl.aggregation.privacy;

import io.tifl.aggregation.privacy.Mechanism.Neighbours;
import org.jspecify.annotations.Nullable;

/** Adds up what uses of data cost, each chosen knowing the results of those before. Not thread-safe. */
public interface Accountant {
    /**
     * Adds uses of one kind.
     *
     * @param times at least 0
     * @throws IllegalArgumentException if the mechanism's neighbours are not those of what was added before, or this accountant
     *     knows no bound for it; nothing changes then
     */
    void add(Mechanism mechanism, long times);

    /**
     * The least epsilon, at least 0, that this accountant can show for all that was added.
     *
     * @param delta above 0 and below 1
     * @return infinite if there is none
     */
    double epsilon(double delta);

    /** Refuses deltas outside (0, 1). */
    static void requireDelta(double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta must lie in (0, 1), got " + delta);
        }
    }

    /**
     * Refuses what cannot be added.
     *
     * @param before the neighbours of what was added, null if nothing was
     */
    static void requireAddable(@Nullable Neighbours before, Mechanism mechanism, long times) {
        if (times < 0) {
            throw new IllegalArgumentException("times must be at least 0, got " + times);
        }
        if (before != null && before != mechanism.neighbours()) {
            throw new IllegalArgumentException("guarantees for neighbours that differ by " + before + " and by "
                    + mechanism.neighbours() + " cannot be added up");
        }
    }
}
