package io.tifl.coordinator.round;

import io.tifl.aggregation.OptimizerState;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The exponential mean of a federation's latest models, kept beside the one that clients train from. Where a step has few updates the
 * model leans towards the few who are in it; their mean does not, and training is none the slower for it (Polyak and Juditsky,
 * "Acceleration of stochastic approximation by averaging", SIAM J. Control Optim. 30, 1992).
 */
final class ServedModel {
    /** Before its name in the state of the optimiser. */
    static final String PART = "served.";

    private static final String MODEL = "model";

    /** The mean is of at most such a share of all models so far, one in so many. */
    private static final int SHARE = 4;

    private ServedModel() {}

    /** The mean that a state keeps. */
    static Optional<Parameters> of(OptimizerState state) {
        return Optional.ofNullable(state.vectors().get(PART + MODEL));
    }

    /**
     * The state that keeps the mean after one more step; without one if it is of one model only.
     *
     * @param before the state before the step
     * @param meanOf how many models it is of, at least 1
     */
    static Federation after(Federation before, Federation step, int meanOf) {
        if (meanOf == 1) {
            return step;
        }
        long models = Math.min(meanOf, 1 + step.model().version() / SHARE);
        Parameters moved = step.model().parameters();
        Parameters mean = of(before.optimizerState()).orElse(before.model().parameters());
        MemorySegment next = VectorMemory.floats(moved.size());
        for (int i = 0; i < moved.size(); i++) {
            double was = mean.get(i);
            next.setAtIndex(Parameters.VALUE, i, (float) (was + (moved.get(i) - was) / models));
        }
        return step.withModel(
                step.model(), step.optimizerState().with(PART + MODEL, new Parameters(moved.layout(), next)));
    }
}
