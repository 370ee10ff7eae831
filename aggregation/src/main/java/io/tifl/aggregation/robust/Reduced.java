package io.tifl.aggregation.robust;

import io.tifl.aggregation.OptimizerState;
import java.lang.foreign.MemorySegment;

/**
 * What a rule made of a round.
 *
 * @param change one value per parameter
 * @param memory what it wants to be told in the next round
 */
record Reduced(MemorySegment change, OptimizerState memory) {
    static Reduced to(MemorySegment change) {
        return new Reduced(change, OptimizerState.empty());
    }
}
