package io.tifl.tiering;

import io.tifl.protocol.plugin.Named;
import java.util.random.RandomGenerator;

/** Who trains in a round. A pure function of plan and random stream; thread-safe. */
public interface SelectionPolicy extends Named {
    /**
     * Draws a cohort.
     *
     * @param size how many clients are wanted; fewer are drawn if fewer can be
     */
    Cohort select(TierPlan plan, int size, RandomGenerator random);
}
